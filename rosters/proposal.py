"""A solver's answer as screens read it: who is to serve, what stays open, what contradicts, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rosters.models import Shift
from rosters.projections import gap_item
from rosters.queries import shifts as queries
from rosters.queries.posing import Posed
from rosters.solving import explain, pins
from rosters.solving.problem import Assignment, Conflict, Solution

Keys = set[tuple[str, str]]


def proposal(posed: Posed, solution: Solution) -> dict[str, Any]:
    """A finished run's result: what it adds, what it takes away, what it leaves open, and what stands
    although it contradicts duties outside the plan.
    """
    held = _keys((*posed.problem.pins, *(posed.before or ())))
    solved = _keys(solution.assignments)
    added = [a for a in solution.assignments if (a.person, a.duty) not in held]
    ended = [a for a in posed.before or () if (a.person, a.duty) not in solved]
    why = explain.reasons(posed.problem, solution.assignments)
    standing = pins.outside_conflicts(posed.problem)
    named = {a.duty for a in (*added, *ended)} | set(solution.gaps) | {d for c in standing for d in c.duties}
    return {
        "proof": solution.proof,
        "coverage_gap": solution.coverage_gap,
        "fairness_gap": solution.fairness_gap,
        "seconds": round(solution.seconds, 2),
        "assignments": [
            {
                "user_id": a.person,
                "shift_id": a.duty,
                "needs": a.needs,
                "why": {"needs": a.needs, **asdict(why[a])},
            }
            for a in added
        ],
        "ended": [_row(posed, a.person, a.duty) for a in ended],
        "gaps": {duty: _missing(posed, duty, solution) for duty in solution.gaps},
        "conflicts": _conflicts(posed, standing),
        "shifts": _described(posed.shifts[duty] for duty in named),
    }


def contradiction(posed: Posed, conflicts: Sequence[Conflict]) -> dict[str, Any]:
    """What published duties contradict one another, and the duties it is about."""
    return {
        "conflicts": _conflicts(posed, conflicts),
        "shifts": _described(posed.shifts[duty] for duty in {d for c in conflicts for d in c.duties}),
    }


def _conflicts(posed: Posed, conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    pinned = _keys(posed.problem.pins)
    return [
        {
            **asdict(conflict),
            "held": [
                _row(posed, person, duty)
                for person in conflict.people
                for duty in conflict.duties
                if (person, duty) in pinned
            ],
        }
        for conflict in conflicts
    ]


def _keys(assignments: Iterable[Assignment]) -> Keys:
    return {(a.person, a.duty) for a in assignments}


def _missing(posed: Posed, duty: str, solution: Solution) -> list[dict[str, Any]]:
    people = [(str(a.user_id), a.skills, a.obstacles) for a in posed.answers[duty]]
    serving = frozenset(a.person for a in solution.assignments if a.duty == duty)
    return [
        {**gap_item(one.gap), "obstacles": dict(one.obstacles), "ask": list(one.ask)}
        for one in explain.missing(solution.gaps[duty], people, serving)
    ]


def _row(posed: Posed, person: str, duty: str) -> dict[str, str]:
    held = {str(a.user_id): str(a.pk) for a in queries.held_of(posed.shifts[duty])}
    return {"user_id": person, "shift_id": duty, "assignment_id": held[person]}


def _described(shifts: Iterable[Shift]) -> dict[str, dict[str, str]]:
    return {
        str(shift.pk): {
            "name": shift.name,
            "day": shift.day.isoformat(),
            "start": shift.during.lower.isoformat(),
            "end": shift.during.upper.isoformat(),
        }
        for shift in shifts
    }
