"""The hub: one for each socket process. Reads the log once, writes each frame to every socket it is for.

Pure asyncio and psycopg; no ORM and no thread on the way from a commit to a socket.
"""

from notifications.hub.hub import Hub, current_hub
from notifications.hub.socket import LiveSocket, TooManySockets

__all__ = ["Hub", "LiveSocket", "TooManySockets", "current_hub"]
