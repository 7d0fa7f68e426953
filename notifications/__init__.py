"""Event stream, live socket, inbox, senders; gets an audience and a message, not what an incident is."""
