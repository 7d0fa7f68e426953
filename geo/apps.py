"""Django's registration of this app."""

from django.apps import AppConfig


class GeoConfig(AppConfig):
    """geo."""

    name = "geo"
    default_auto_field = "django.db.models.BigAutoField"
