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

COVERAGE_SHARE = 0.4
LEAST_SECONDS = 0.2
_FILLED_FIRST = 10
"""An empty soft seat costs more than all the changes that filling it could take."""
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

    Raises Infeasible when the published assignments contradict the limits and may not.
    """
    conflicts = pins.conflicts(problem)
    if conflicts and not problem.exceptions:
        raise Infeasible(conflicts)
    began = time.monotonic()
    rota = RotaModel(problem)
    run = _Run(rota, began, seconds, tell, stop)
    if before is not None:
        last = first = run.minimize(
            "changes", _FILLED_FIRST * rota.coverage_cost + rota.changes_from(before), 1
        )
    else:
        _hint(rota, problem.pins)
        first = run.minimize("coverage", rota.coverage_cost, COVERAGE_SHARE)
        rota.model.add(rota.coverage_cost <= round(first.objective_value))
        _hint(rota, rota.assignments(first))
        last = run.minimize("fairness", rota.fairness_cost, 1)
    assignments = rota.assignments(last)
    return Solution(
        assignments=assignments,
        gaps=gaps(problem, assignments),
        proof=_proof(_relative_gap(first), _relative_gap(last), cancelled=run.cancelled),
        coverage_gap=_relative_gap(first),
        fairness_gap=_relative_gap(last),
        seconds=time.monotonic() - began,
    )


def gaps(problem: Problem, assignments: Iterable[Assignment]) -> dict[str, tuple[Gap, ...]]:
    """What each duty still lacks with these people, named by skill."""
    skills = {(c.person, c.duty): c.skills for c in problem.candidates}
    there: dict[str, list[Person]] = defaultdict(list)
    for a in assignments:
        held = skills.get((a.person, a.duty), frozenset({a.needs} if a.needs else ()))
        there[a.duty].append(Person(a.person, held))
    found = {duty.id: matching.match(there[duty.id], duty.seats).gaps for duty in problem.duties}
    return {duty: missing for duty, missing in found.items() if missing}


class _Run:
    """One solve: what it may spend, whom it tells, who may stop it."""

    def __init__(
        self,
        rota: RotaModel,
        began: float,
        seconds: float,
        tell: Listener | None,
        stop: threading.Event | None,
    ) -> None:
        self.rota, self.began, self.seconds, self.tell, self.stop = rota, began, seconds, tell, stop

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self.stop is not None and self.stop.is_set()

    def minimize(self, stage: str, cost: cp_model.LinearExprT, share: float) -> cp_model.CpSolver:
        """Search with `share` of the time that is left; stops early when the bound is reached."""
        self.rota.model.minimize(cost)
        left = self.seconds - (time.monotonic() - self.began)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(left * share, LEAST_SECONDS)
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = 2017
        solver.parameters.linearization_level = 2
        solver.parameters.relative_gap_limit = 0 if stage == "changes" else CLOSE_ENOUGH
        done = _watch(solver, self.stop)
        try:
            status = solver.solve(self.rota.model, _Teller(stage, self.began, self.tell, self.stop))
        finally:
            done.set()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise RuntimeError(f"the rota model ended as {solver.status_name(status)}")
        return solver


def _watch(solver: cp_model.CpSolver, stop: threading.Event | None) -> threading.Event:
    """A thread that stops the search as soon as the user asks, also between two solutions."""
    done = threading.Event()
    if stop is None:
        return done

    def wait() -> None:
        while not done.wait(0.1):
            if stop.is_set():
                solver.stop_search()
                return

    threading.Thread(target=wait, daemon=True).start()
    return done


def _hint(rota: RotaModel, assignments: Iterable[Assignment]) -> None:
    rota.model.clear_hints()  # type: ignore[no-untyped-call]  # untyped in OR-Tools 9.15
    held = {(a.person, a.duty, a.needs) for a in assignments}
    serving = {(person, duty) for person, duty, _ in held}
    for (person, duty, kind), var in rota.seat.items():
        rota.model.add_hint(var, (person, duty, kind[0]) in held)
    for key, var in rota.serves.items():
        rota.model.add_hint(var, key in serving)


def _proof(coverage: float, fairness: float, *, cancelled: bool) -> Proof:
    if cancelled:
        return Proof.CANCELLED
    return Proof.OPTIMAL if max(coverage, fairness) <= CLOSE_ENOUGH else Proof.WITHIN_GAP


def _relative_gap(solver: cp_model.CpSolver) -> float:
    found, bound = solver.objective_value, solver.best_objective_bound
    return abs(found - bound) / max(1.0, abs(found))
