"""The socket process: WebSocket under ASGI; HTTP too where one process serves everything."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
http = get_asgi_application()
application = ProtocolTypeRouter({"http": http})
