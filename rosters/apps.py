"""Django's registration of this app."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """rosters."""

    name = "rosters"
    default_auto_field = "django.db.models.BigAutoField"
