"""Who lives in the browser tests' city."""

RESIDENT = "oksana@example.org"
OFFICER = "officer@example.org"
SECOND_OFFICER = "second@example.org"
DISPATCHER = "dispatcher@example.org"
COORDINATOR = "coordinator@example.org"
NEIGHBOUR = "neighbour@example.org"
ADMINISTRATOR = "city@example.org"
GROUP = "Soborna yards"
ADDRESS = ("вул. Соборна", "32")
SIMILAR = "hazard.other"
