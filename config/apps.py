"""Django's registration of this app; here what stands on different floors is put together."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """config."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, what grants are made for and whom a demo offers."""
        import_module("config.checks")
        import_module("config.scopes").register()
        import_module("config.demo.people").register()
