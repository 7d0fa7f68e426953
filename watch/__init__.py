"""Neighbourhood-watch groups, their zones and members."""
