"""The socket process: WebSocket under ASGI; HTTP too where one process serves everything."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
http = get_asgi_application()

from notifications.consumers import LiveConsumer  # noqa: E402  only after Django's set-up

live: Any = LiveConsumer.as_asgi()
sockets: list[Any] = [path("ws/v1/live", live)]
application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(sockets)})
