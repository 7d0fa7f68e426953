"""People and grants."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower

from accounts.roles import Role, ScopeKind
from core.models import Entity


class UserManager(BaseUserManager["User"]):
    """What Django's and allauth's sign-up call."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a person with a hashed password, or with none usable."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Entity):
    """A person who signs in by e-mail. Holds no authority: that is `Grant`'s alone."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="uk")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def get_full_name(self) -> str:
        """The name shown to colleagues; the part before the @ where none was given."""
        return self.name or self.email.split("@")[0]

    def get_short_name(self) -> str:
        """Same as the full name."""
        return self.get_full_name()


class Grant(Entity):
    """Role, scope and validity: the only authority there is."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32, choices=[(r.value, r.value) for r in Role])
    scope_kind = models.CharField(max_length=16, choices=[(s.value, s.value) for s in ScopeKind])
    scope_id = models.CharField(max_length=64)
    valid = DateTimeRangeField()
    granted_by = models.CharField(max_length=160)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope_kind", RangeOperators.EQUAL),
                    ("scope_id", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_id", "role"], name="grant_scope")]
