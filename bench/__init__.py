"""Measurements against floors taken in the same run; nothing here belongs to the product."""
