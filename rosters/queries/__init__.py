"""All reads over brigades and their people."""
