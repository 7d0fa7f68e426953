"""Django's registration of this app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """incidents."""

    name = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
