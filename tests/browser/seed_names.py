"""Who lives in the browser tests' city."""

RESIDENT = "oksana@example.org"
OFFICER = "officer@example.org"
