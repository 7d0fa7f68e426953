"""Verbs on incidents, split by meaning; each is one transaction."""

from incidents.actions.categories import sync_categories
from incidents.actions.drafts import Contact, Draft, Filed, Source
from incidents.actions.importing import ImportReport, import_incidents
from incidents.actions.photos import add_photo
from incidents.actions.publish import publish_due, tally_new
from incidents.actions.reading import read_contact
from incidents.actions.receipts import forget_receipts, open_receipt, reporter_of
from incidents.actions.report import report_incident
from incidents.actions.state import change_state
from incidents.actions.talk import add_note, answer, ask_reporter, confirm, contest, mark_read, withdraw
from incidents.actions.triage import hold, reclassify, release

__all__ = [
    "Contact",
    "Draft",
    "Filed",
    "ImportReport",
    "Source",
    "add_note",
    "add_photo",
    "answer",
    "ask_reporter",
    "change_state",
    "confirm",
    "contest",
    "forget_receipts",
    "hold",
    "import_incidents",
    "mark_read",
    "open_receipt",
    "publish_due",
    "read_contact",
    "reclassify",
    "release",
    "report_incident",
    "reporter_of",
    "sync_categories",
    "tally_new",
    "withdraw",
]
