"""Settings, URLs, ASGI and WSGI entry points and the one API object: wires, decides nothing."""
