"""Django's registration of this app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """core."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
