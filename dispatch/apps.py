"""Django's registration of this app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """dispatch."""

    name = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"
