"""People and grants."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

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
    session_epoch = models.PositiveIntegerField(default=0)
    """Part of every session's proof: counting it up ends all sessions of this person at once."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's proof that a session is still good, over the password and the session epoch."""
        return salted_hmac(
            "accounts.User.session",
            f"{self.session_epoch}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

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
    scope_label = models.CharField(max_length=200, blank=True)
    """The scope's name when the grant was made, so that a list of grants needs no look-up."""
    area_ids = ArrayField(models.CharField(max_length=64), default=list)
    """Areas the scope lay in when the grant was made, on every level: whose administrators may end it."""
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
        indexes = [
            models.Index(fields=["scope_kind", "scope_id", "role"], name="grant_scope"),
            GinIndex(fields=["area_ids"], name="grant_areas"),
        ]


class AuthorityChangeKind(StrEnum):
    """What may have taken sight of something away, or given it."""

    GRANT_GIVEN = "grant_given"
    GRANT_ENDED = "grant_ended"
    SESSIONS_ENDED = "sessions_ended"
    SESSION_ENDED = "session_ended"
    USER_DISABLED = "user_disabled"
    RECEIPT_CLOSED = "receipt_closed"


class AuthorityChange(models.Model):
    """One line of the control log that every hub follows; written in the change's own transaction.

    `session` names one session by `accounts.actor.session_tag`, where a single one is meant.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in AuthorityChangeKind])
    user_id = models.UUIDField(null=True)
    session = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["at"], name="authority_change_at")]
