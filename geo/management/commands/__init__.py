"""Commands of the places."""
