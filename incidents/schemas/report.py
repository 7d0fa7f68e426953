"""The reporter's side of the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

Short = Annotated[str, Field(max_length=300)]


class EmergencyNumberOut(Schema):
    """An emergency number by its key; the page has the words."""

    key: str
    number: str


class CategoryOut(Schema):
    """A category, in both languages."""

    code: str
    parent: str | None
    name_uk: str
    name_en: str
    hint_uk: str
    hint_en: str
    response_uk: str
    response_en: str
    icon: str
    severity: str
    audience: str
    emergency: list[EmergencyNumberOut]
    describes_people: bool
    publication_delay_minutes: int
    time_rounding_minutes: int


class CategoriesOut(Schema):
    """The category tree as a list, each group before its leaves."""

    items: list[CategoryOut]


class PersonIn(Schema):
    """A described person: what they do comes first."""

    behaviour: Short = ""
    clothing: Short = ""
    height: Short = ""
    build: Short = ""
    hair: Short = ""
    age: Short = ""
    origin: Short = ""
    other: Short = ""


class ContactIn(Schema):
    """How the reporter may be reached, all optional."""

    name: str = Field("", max_length=120)
    phone: str = Field("", max_length=32, pattern=r"^[0-9+()\-\s]*$")
    email: str = Field("", max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")


class ReportIn(Schema):
    """A report. `id` and `retry_secret` (128 random bits, base64url) are made by the reporter's client."""

    id: UUID
    category: str = Field(max_length=48)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    accuracy_m: float | None = Field(None, ge=0, le=100_000)
    address: str = Field("", max_length=200)
    happened_at: AwareDatetime
    happened_until: AwareDatetime | None = None
    description: str = Field("", max_length=20_000)
    people: list[PersonIn] = Field([], max_length=10)
    contact: ContactIn = Field(default_factory=lambda: ContactIn(name="", phone="", email=""))
    anonymous: bool = False
    retry_secret: str = Field("", max_length=64)
    device: str = Field("", max_length=64)
    people_confirmed: bool = False


class FiledOut(Schema):
    """What a reporter is answered. `receipt` holds the ten words when no account owns the report."""

    id: UUID
    reference: str
    receipt: str | None
    state: str
    public_label: str
    next_step: str
    emergency: list[EmergencyNumberOut]
    photos_left: int


class PhotoIn(Schema):
    """What comes with a photo. Both are made by the reporter's client."""

    photo_id: UUID
    retry_secret: str = Field("", max_length=64)


class SimilarOut(Schema):
    """A publicly shown report near by, offered for confirmation. `id` is its public id."""

    id: UUID
    category: str
    state_label: str
    minutes_ago: int
    distance_m: int


class ConfirmedOut(Schema):
    """How many have said that they see it too."""

    confirmations: int


class WordsIn(Schema):
    """The words of a receipt."""

    words: str = Field(max_length=400)


class OpenedOut(Schema):
    """The report a receipt opens."""

    report_id: UUID


class MessageIn(Schema):
    """A message of the reporter's; `id` is made by the client."""

    id: UUID
    text: str = Field(max_length=4000)


class WithdrawIn(Schema):
    """Why a report is taken back, if the reporter says."""

    reason: str = Field("", max_length=32)


class ContestIn(Schema):
    """What is not settled."""

    text: str = Field(max_length=4000)


class MessageOut(Schema):
    """A message, to its reporter."""

    id: UUID
    at: str
    from_: str = Field(alias="from", serialization_alias="from")
    text: str


class StepOut(Schema):
    """One step in plain words."""

    at: str
    key: str
    label: str
    text: str


class PhotoOut(Schema):
    """A photo and where it is got."""

    id: UUID
    width: int
    height: int
    full: str
    thumb: str


class ReportOut(Schema):
    """The whole report, to its reporter."""

    id: UUID
    rev: int
    reference: str
    category: str
    state: str
    state_label: str
    message: str
    reported_at: str
    description: str
    unread: int
    steps: list[StepOut]
    messages: list[MessageOut]
    photos: list[PhotoOut]
    photos_left: int
    can: list[str]
    place_label: str
    lon: float
    lat: float
    positions: dict[str, Any]


class ItemOut(Schema):
    """A subject and its projection, as events carry it."""

    subject: str
    data: dict[str, Any]


class SnapshotOut(Schema):
    """A screen and the positions of the streams that continue it; `cut` where there is more than it shows."""

    positions: dict[str, Any]
    items: list[ItemOut]
    at: datetime
    cut: bool = False


class YearOut(Schema):
    """A calendar year (UTC), and how many reports of it the map shows."""

    year: int
    count: int


class YearsOut(Schema):
    """The years of which there is anything, the last first."""

    years: list[YearOut]
