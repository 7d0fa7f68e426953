"""Solve a rota: coverage first and proven, then fairness; with progress and a way to stop."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from rosters import matching
from rosters.matching import Gap, Person
from rosters.solving import pins
from rosters.solving.model import RotaModel
from rosters.solving.problem import Assignment, Infeasible, Problem, Proof, Solution

CLOSE_ENOUGH = 0.0005
"""A rota this near its bound counts as the best: nobody could tell the difference."""
WORKERS = 1
"""The linear relaxation is tight, and one worker spends its time on it: proven in about a second where two
did not in thirty.
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known so far, told at every better rota."""

    stage: str
    cost: float
    bound: float
    seconds: float


Listener = Callable[[Progress], None]


class _Teller(cp_model.CpSolverSolutionCallback):
    def __init__(self, stage: str, began: float, tell: Listener | None, stop: threading.Event | None) -> None:
        super().__init__()
        self.stage, self.began, self.tell, self.stop = stage, began, tell, stop

    def on_solution_callback(self) -> None:
        if self.tell:
            seconds = time.monotonic() - self.began
            self.tell(Progress(self.stage, self.objective_value, self.best_objective_bound, seconds))
        if self.stop is not None and self.stop.is_set():
            self.stop_search()


def solve(
    problem: Problem,
    *,
    seconds: float = 30.0,
    tell: Listener | None = None,
    stop: threading.Event | None = None,
    before: Iterable[Assignment] | None = None,
) -> Solution:
    """The best rota found within `seconds`; with `before`, the one that changes least of an earlier rota.

    Raises Infeasible when the published assignments contradict the limits.
    """
    conflicts = pins.conflicts(problem)
    if conflicts:
        raise Infeasible(conflicts)
    began = time.monotonic()
    rota = RotaModel(problem)
    earlier = tuple(before) if before is not None else None
    _hint(rota, earlier or problem.pins)
    rota.model.minimize(rota.coverage_cost)
    first = _run(rota, "coverage", began, seconds * 0.4, tell, stop)
    rota.model.add(rota.coverage_cost <= round(first.objective_value))
    found = rota.assignments(first)
    _hint(rota, found)
    rota.model.minimize(rota.changes_from(earlier) if earlier is not None else rota.fairness_cost)
    second = _run(rota, "fairness", began, seconds - (time.monotonic() - began), tell, stop)
    cancelled = stop is not None and stop.is_set()
    return _solution(problem, rota, first, second, cancelled=cancelled, seconds=time.monotonic() - began)


def gaps(problem: Problem, assignments: Iterable[Assignment]) -> dict[str, tuple[Gap, ...]]:
    """What each duty still lacks with these people, named by skill."""
    skills = {(c.person, c.duty): c.skills for c in problem.candidates}
    there: dict[str, list[Person]] = defaultdict(list)
    for a in assignments:
        held = skills.get((a.person, a.duty), frozenset({a.needs} if a.needs else ()))
        there[a.duty].append(Person(a.person, held))
    found = {duty.id: matching.match(there[duty.id], duty.seats).gaps for duty in problem.duties}
    return {duty: missing for duty, missing in found.items() if missing}


def _run(
    rota: RotaModel,
    stage: str,
    began: float,
    seconds: float,
    tell: Listener | None,
    stop: threading.Event | None,
) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.2)
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = 2017
    solver.parameters.linearization_level = 2
    if stage == "fairness":
        solver.parameters.relative_gap_limit = CLOSE_ENOUGH
    timer = _watch(solver, stop)
    try:
        status = solver.solve(rota.model, _Teller(stage, began, tell, stop))
    finally:
        if timer is not None:
            timer.set()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"the rota model ended as {solver.status_name(status)}")
    return solver


def _watch(solver: cp_model.CpSolver, stop: threading.Event | None) -> threading.Event | None:
    """A thread that stops the search as soon as the user asks, also between two solutions."""
    if stop is None:
        return None
    done = threading.Event()

    def wait() -> None:
        while not done.wait(0.1):
            if stop.is_set():
                solver.stop_search()
                return

    threading.Thread(target=wait, daemon=True).start()
    return done


def _hint(rota: RotaModel, assignments: Iterable[Assignment]) -> None:
    rota.model.clear_hints()
    held = {(a.person, a.duty, a.needs) for a in assignments}
    serving = {(person, duty) for person, duty, _ in held}
    for (person, duty, kind), var in rota.seat.items():
        rota.model.add_hint(var, (person, duty, kind[0]) in held)
    for key, var in rota.serves.items():
        rota.model.add_hint(var, key in serving)


def _solution(
    problem: Problem,
    rota: RotaModel,
    first: cp_model.CpSolver,
    second: cp_model.CpSolver,
    *,
    cancelled: bool,
    seconds: float,
) -> Solution:
    assignments = rota.assignments(second)
    coverage, fairness = _relative_gap(first), _relative_gap(second)
    proof = Proof.OPTIMAL if coverage == 0 and fairness <= CLOSE_ENOUGH else Proof.WITHIN_GAP
    return Solution(
        assignments=assignments,
        gaps=gaps(problem, assignments),
        proof=Proof.CANCELLED if cancelled else proof,
        coverage_gap=coverage,
        fairness_gap=fairness,
        seconds=seconds,
    )


def _relative_gap(solver: cp_model.CpSolver) -> float:
    found, bound = solver.objective_value, solver.best_objective_bound
    return abs(found - bound) / max(1.0, abs(found))
