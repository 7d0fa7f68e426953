"""Verbs on incidents, split by meaning; each is one transaction."""
