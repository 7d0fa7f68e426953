"""`manage.py make_admin EMAIL --area CODE`: the first administrator, who gives everybody else their roles."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts import actions
from accounts.actor import system_actor
from accounts.models import User
from accounts.roles import Role, ScopeKind
from core.errors import Conflict
from geo import queries as geo_queries


class Command(BaseCommand):
    """Idempotent: a second run changes nothing, but for a new password where one is asked for."""

    help = "Makes a person the administrator of an area and prints a way to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, and whether an existing account gets a new password."""
        parser.add_argument("email")
        parser.add_argument("--area", required=True, help="code of the area, as imported")
        parser.add_argument("--name", default="")
        parser.add_argument("--new-password", action="store_true", help="set and print a new password")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account where there is none, then the grant where there is none."""
        email = _checked(options["email"])
        area = geo_queries.area_by_code(options["area"])
        if area is None:
            raise CommandError(f"There is no area with the code {options['area']}. Import areas first.")
        actor = system_actor("make_admin")
        user = User.objects.filter(email=email).first()
        password = secrets.token_urlsafe(12) if user is None or options["new_password"] else ""
        user = actions.ensure_person(actor, email, name=options["name"], password=password)
        try:
            actions.write_grant(
                actor,
                user_id=user.pk,
                role=Role.CITY_ADMIN,
                scope_kind=ScopeKind.AREA,
                scope_id=str(area.pk),
                reason="First administrator, by command",
            )
            self.stdout.write(f"{email} administers {area.name} from now on.")
        except Conflict:
            self.stdout.write(f"{email} administers {area.name} already.")
        self.stdout.write(_way_in(email, password))


def _checked(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} is not an e-mail address.") from error
    return email.lower()


def _way_in(email: str, password: str) -> str:
    if not password:
        return "Sign in with the password set earlier, or by a code to that address."
    return f"Sign in once with this password and change it on the page “Me”:\n  {email}\n  {password}"
