"""What goes over the wire, by subject."""
