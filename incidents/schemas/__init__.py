"""What goes over the wire about incidents: one In and one Out for each audience."""
