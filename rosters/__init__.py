"""Volunteer brigades: who is there, who is able, who is on."""
