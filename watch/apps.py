"""Django's registration of this app."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """watch."""

    name = "watch"
    default_auto_field = "django.db.models.BigAutoField"
