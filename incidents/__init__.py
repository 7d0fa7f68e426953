"""What residents report, and its life from first word to closing."""
