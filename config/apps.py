"""Django's registration of this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """config."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
