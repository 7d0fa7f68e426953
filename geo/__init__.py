"""Places, areas, masking and tiles; knows places, not people."""
