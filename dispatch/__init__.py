"""Sending responders: units, duty, assignments, alerts and their escalation."""
