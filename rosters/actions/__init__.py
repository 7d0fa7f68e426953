"""Verbs over brigades: one transaction each."""
