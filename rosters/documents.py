"""Papers to print: certificate of service, certificate of one engagement, the brigade's report. Pure.

A4, in Ukrainian or English, with the product's own typeface embedded, so that they look alike everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Golos"
MARGIN_MM = 22
INTERVALS = ("page", "answer", "crew", "out")


@dataclass(frozen=True, slots=True)
class Service:
    """What a certificate of service states. Hours by kind of the ledger."""

    person: str
    brigade: str
    founder: str
    place: str
    periods: Sequence[tuple[str, date, date | None]]
    """State of standing, from, until (None: to this day)."""
    minutes: Sequence[tuple[str, int]]
    issued: date
    twice: int = 0
    """Minutes that stand under two kinds, since both were at that time."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a certificate of one engagement states, in the brigade's local time."""

    person: str
    brigade: str
    founder: str
    kind: str
    start: datetime
    end: datetime
    minutes: int
    note: str
    issued: date


@dataclass(frozen=True, slots=True)
class Turnout:
    """How fast one call-out went: seconds from the call to each step, None where it never came to that."""

    start: datetime
    what: Mapping[str, str]
    """Its category in each language."""
    place: str
    seconds: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Given:
    """What one person gave: minutes and times of duty, call-outs, training; together, each instant once."""

    name: str
    minutes: Sequence[int]
    times: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """The brigade's report of a period: what each person gave.

    Whoever knows of call-outs adds `turnouts`.
    """

    brigade: str
    founder: str
    first: date
    last: date
    people: Sequence[Given]
    issued: date
    turnouts: Sequence[Turnout] = ()


def service_pdf(facts: Service, language: str) -> bytes:
    """A certificate of service, to be signed by the chief."""
    with translation.override(language):
        page = _page(_("Certificate of service"), facts.brigade, facts.founder)
        text = _(
            "This is to certify that %(person)s serves or has served in the voluntary fire brigade "
            "“%(brigade)s” (%(place)s)."
        )
        _paragraph(page, text % {"person": facts.person, "brigade": facts.brigade, "place": facts.place})
        head = (_("Standing"), _("From"), _("Until"))
        rows = [
            (states()[state], _day(start), _day(end) if end else _("to this day"))
            for state, start, end in facts.periods
        ]
        _table(page, head, rows, (70, 48, 48))
        hours = [(kinds()[kind], _hours(minutes)) for kind, minutes in facts.minutes]
        if facts.twice:
            hours.append((_("Of these at the same time, counted once together"), _hours(-facts.twice)))
        total = sum(minutes for _kind, minutes in facts.minutes) - facts.twice
        _table(page, (_("Given to"), _("Hours")), [*hours, (_("Together"), _hours(total))], (118, 48))
        _signature(page, facts.issued)
        return bytes(page.output())


def engagement_pdf(facts: Engagement, language: str) -> bytes:
    """A certificate of one engagement, for the employer."""
    with translation.override(language):
        page = _page(_("Certificate of engagement"), facts.brigade, facts.founder)
        text = _(
            "This is to certify that %(person)s was engaged for the voluntary fire brigade "
            "“%(brigade)s” at the following time."
        )
        _paragraph(page, text % {"person": facts.person, "brigade": facts.brigade})
        rows = [
            (_("Kind"), kinds()[facts.kind]),
            (_("From"), _moment(facts.start)),
            (_("Until"), _moment(facts.end)),
            (_("Hours"), _hours(facts.minutes)),
        ]
        _table(page, None, [*rows, (_("Note"), facts.note)] if facts.note else rows, (58, 108))
        _signature(page, facts.issued)
        return bytes(page.output())


def report_pdf(facts: Report, language: str) -> bytes:
    """The brigade's report of a period."""
    with translation.override(language):
        page = _page(_("Report of the brigade"), facts.brigade, facts.founder)
        _paragraph(page, f"{_day(facts.first)} – {_day(facts.last)}")
        head = (_("Name"), *(kinds()[kind] for kind in ("duty", "call_out", "training")), _("Together"))
        rows = [
            (
                one.name,
                *(f"{_hours(m)} ({n})" for m, n in zip(one.minutes, one.times, strict=True)),
                _hours(one.total),
            )
            for one in facts.people
        ]
        sums = [sum(one.minutes[i] for one in facts.people) for i in range(3)]
        together = sum(one.total for one in facts.people)
        rows.append((_("Together"), *map(_hours, sums), _hours(together)))
        _table(page, head, rows, (58, 27, 27, 27, 27), figures_from=1)
        words = _("Hours and minutes; in brackets, how many times.")
        if together < sum(sums):
            words += " " + _(
                "Who was called out while on duty stands under both; together each hour counts once."
            )
        _paragraph(page, words, size=9)
        _turnouts(page, facts.turnouts, language)
        _signature(page, facts.issued)
        return bytes(page.output())


def _turnouts(page: FPDF, turnouts: Sequence[Turnout], language: str) -> None:
    """Call → page → first answer → crew → out of each call-out, and the middle of each."""
    _heading(page, _("From the call to the road"))
    if not turnouts:
        _paragraph(page, _("The brigade was not called out in this period."))
        return
    head = (_("Call"), _("What and where"), _("Page"), _("First answer"), _("Crew"), _("Out"))
    rows = [
        (
            _moment(one.start),
            f"{one.what.get(language, '')}\n{one.place}",
            *(_clock(one.seconds.get(step)) for step in INTERVALS),
        )
        for one in turnouts
    ]
    middle = [_middle(turnouts, step) for step in INTERVALS]
    rows.append((_("Median"), "", *map(_clock, middle)))
    _table(page, head, rows, (32, 48, 20, 24, 20, 22), figures_from=2)
    bare = sum(one.seconds.get("crew") is None for one in turnouts)
    said = ngettext("%(n)d call-out", "%(n)d call-outs", len(turnouts)) % {"n": len(turnouts)}
    without = ngettext("%(n)d without a crew", "%(n)d without a crew", bare) % {"n": bare}
    _paragraph(page, f"{said}, {without}.")
    explained = _(
        "Minutes and seconds from the call; “—”: it never came to that. The median is over those that did. "
        "Help given to other brigades stands in the hours alone."
    )
    _paragraph(page, explained, size=9)


def _middle(turnouts: Sequence[Turnout], step: str) -> int | None:
    """The median, half a second up: as the screen has it."""
    reached = [seconds for one in turnouts if (seconds := one.seconds.get(step)) is not None]
    return int(median(reached) + 0.5) if reached else None


def kinds() -> dict[str, str]:
    """Kinds of hours in the active language."""
    return {"duty": _("Duty"), "call_out": _("Call-outs"), "training": _("Training")}


def states() -> dict[str, str]:
    """Standings in the active language."""
    return {"probation": _("On probation"), "active": _("In active service"), "leave": _("On leave")}


def _page(title: str, brigade: str, founder: str) -> FPDF:
    page = FPDF(format="A4")
    for style, name in (("", "Regular"), ("B", "Bold")):
        page.add_font(FAMILY, style, FONTS / f"GolosText-{name}.ttf")
    page.set_title(f"{title} · {brigade}")
    page.set_lang(translation.get_language() or "uk")
    page.set_margins(MARGIN_MM, MARGIN_MM)
    page.set_auto_page_break(True, MARGIN_MM)  # noqa: FBT003 - the library's own signature
    page.add_page()
    page.set_font(FAMILY, "", 10)
    page.set_text_color(90, 90, 90)
    page.multi_cell(0, 5, f"{brigade}\n{founder}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(10)
    page.set_text_color(20, 20, 20)
    page.set_font(FAMILY, "B", 20)
    page.multi_cell(0, 10, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(5)
    return page


def _heading(page: FPDF, text: str) -> None:
    page.ln(4)
    page.set_font(FAMILY, "B", 13)
    page.multi_cell(0, 7, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(2)


def _paragraph(page: FPDF, text: str, *, size: int = 11) -> None:
    page.set_font(FAMILY, "", size)
    page.multi_cell(0, size * 0.55, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(4)


def _table(
    page: FPDF,
    head: Sequence[str] | None,
    rows: Sequence[Sequence[str]],
    widths: tuple[int, ...],
    figures_from: int = 99,
) -> None:
    """Columns from `figures_from` on stand to the right."""
    page.set_font(FAMILY, "", 10)
    lines = [head, *rows] if head else rows
    with page.table(
        lines,
        col_widths=widths,
        first_row_as_headings=bool(head),
        line_height=7,
        borders_layout="HORIZONTAL_LINES",
        text_align=tuple("RIGHT" if at >= figures_from else "LEFT" for at in range(len(widths))),
    ):
        pass
    page.ln(6)


def _signature(page: FPDF, issued: date) -> None:
    page.ln(14)
    page.set_font(FAMILY, "", 10)
    page.cell(70, 6, _("Issued on %(day)s") % {"day": _day(issued)})
    page.cell(0, 6, "_" * 34, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_text_color(90, 90, 90)
    page.cell(0, 6, _("Chief of the brigade, signature"), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def _moment(value: datetime) -> str:
    return f"{value:%d.%m.%Y %H:%M}"


def _clock(seconds: int | None) -> str:
    return "—" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def _hours(minutes: int) -> str:
    sign = "−" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
