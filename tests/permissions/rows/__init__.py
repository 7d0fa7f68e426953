"""Each app's rows of the table, and what it adds to the scene."""
