"""What all measurements share: a database of their own, a seeded city, pgbench as the floor, one table.

A measurement is a function that yields `Result`s; `bench.bench` runs those asked for. Each line is written to
`.local/bench.json` as `{id, value, unit, floor, ratio, rows, note}`; a missed goal makes the exit status 1.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / ".local" / "bench.json"
DATABASE = "varta_bench"
CITY = (28.35, 49.18, 28.60, 49.29)
"""West, south, east, north of the made-up city."""


@dataclass(frozen=True)
class Result:
    """One line: the value, the floor of the same run, their ratio, and whether the goal is met."""

    id: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    rows: int | None = None
    note: str = ""
    met: bool = True


def scale(normal: int) -> int:
    """The size of a measurement; `SCALE=0.01` makes all of them small, for trying them out."""
    return max(1, int(normal * float(os.environ.get("SCALE", "1"))))


def use_bench_database() -> None:
    """Make the measurements' own database beside the product's, migrate it, and point Django at it."""
    url = os.environ.get("DATABASE_URL") or (ROOT / ".local" / "database-url").read_text().strip()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    subprocess.run(["createdb", "--maintenance-db", url, DATABASE], check=False, capture_output=True)
    os.environ["VARTA_DB_POOL_MAX"] = "0"  # a pool's threads do not survive a fork
    parts = urlsplit(url)
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{DATABASE}"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def database(name: str, *, stamp: str, fill: Callable[[], None]) -> Iterator[None]:
    """Point this process and its children at another database of the same cluster for a while.

    It is made, migrated, filled and stamped when it is missing or bears another stamp.
    """
    from django.core.management import call_command
    from django.db import connection

    before = database_url(), connection.settings_dict["NAME"]
    url = urlunsplit(urlsplit(before[0])._replace(path=f"/{name}"))
    asked = ["psql", "-XqAt", before[0], "-c"]
    found = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    fresh = (
        subprocess.run([*asked, found], capture_output=True, text=True, check=True).stdout.strip() != stamp
    )
    connection.close()
    try:
        if fresh:
            for statement in (f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}"):
                subprocess.run([*asked, statement], check=True)
        os.environ["DATABASE_URL"], connection.settings_dict["NAME"] = url, name
        if fresh:
            call_command("migrate", verbosity=0)
            fill()
            subprocess.run([*asked, f"COMMENT ON DATABASE {name} IS '{stamp}'"], check=True)
        yield
    finally:
        connection.close()
        os.environ["DATABASE_URL"], connection.settings_dict["NAME"] = before


def database_url() -> str:
    """Address of the measurements' database, for pgbench and child processes."""
    return os.environ["DATABASE_URL"]


def city_random(seed: int = 20221103) -> random.Random:
    """The one generator of made-up data: seeded, so that runs can be compared."""
    return random.Random(seed)


def hot_place(rng: random.Random) -> tuple[float, float]:
    """A position skewed like a real city: half on hot streets, a third in the centre, the rest anywhere."""
    west, south, east, north = CITY
    kind = rng.random()
    if kind < 0.5:
        street = random.Random(int(rng.paretovariate(1.1)) % 400)
        along, angle = rng.uniform(-0.02, 0.02), street.uniform(0, math.pi)
        x = street.uniform(west, east) + along * math.cos(angle)
        y = street.uniform(south, north) + along * math.sin(angle) * 0.65
    elif kind < 0.85:
        x = rng.gauss((west + east) / 2, (east - west) / 8)
        y = rng.gauss((south + north) / 2, (north - south) / 8)
    else:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
    return min(east, max(west, x)), min(north, max(south, y))


_ready: Any = None
"""Where the processes of one `rate` wait for each other."""


def rate(work: Callable[[float], int], seconds: float, clients: int) -> float:
    """Calls per second of `work(seconds) -> calls` in so many processes at once.

    Each calls `together` when it is connected and warm: nobody is measured while another still starts.
    """
    context = get_context("fork")
    with context.Pool(clients, initializer=_meet_at, initargs=(context.Barrier(clients),)) as pool:
        return sum(pool.map(work, [seconds] * clients, chunksize=1)) / seconds


def _meet_at(barrier: Any) -> None:
    global _ready
    _ready = barrier


def together() -> None:
    """Wait for every process of this `rate` to come so far. Raises BrokenBarrierError after half a minute."""
    _ready.wait(30)


def pgbench(sql: str, *, variables: Sequence[str], seconds: float, clients: int, options: str = "") -> float:
    """Transactions per second of one prepared statement.

    `variables` are pgbench `\\set` lines, `options` are settings of its sessions (`-c name=value`).
    """
    from config.database import GENERIC_PLANS

    script = "\n".join([*variables, " ".join(sql.split()) + ";"])
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        command = ["pgbench", "-n", "-M", "prepared", "-f", file.name, "-T", str(int(seconds))]
        command += ["-c", str(clients), "-j", str(min(2, clients)), database_url()]
        environment = {**os.environ, "PGOPTIONS": f"{GENERIC_PLANS} {options}"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])


def as_pgbench(sql: str, casts: dict[str, str]) -> str:
    """A statement of the product with its parameters as pgbench's variables."""
    for name, cast in casts.items():
        sql = sql.replace(f"%({name})s", f":{name}::{cast}")
    return sql


def alternated(
    first: Callable[[], float], second: Callable[[], float], times: int = 3
) -> tuple[float, float, float]:
    """Medians of two rates measured in turn, and the median of their ratios: noise strikes both alike."""
    pairs = [(first(), second()) for _ in range(times)]
    ratios = [a / b for a, b in pairs]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that the work took, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def say(text: str) -> None:
    """Progress, for the person who waits."""
    print(text, flush=True)


def table(results: Iterable[Result]) -> Iterator[str]:
    """The lines as they are printed."""
    yield f"{'id':<28}{'value':>12} {'unit':<10}{'floor':>12}{'ratio':>8}{'rows':>12}  goal"
    for line in results:
        floor = "" if line.floor is None else f"{line.floor:,.1f}"
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        rows = "" if line.rows is None else f"{line.rows:,}"
        goal = "met" if line.met else "MISSED"
        start = f"{line.id:<28}{line.value:>12,.1f} {line.unit:<10}{floor:>12}{ratio:>8}{rows:>12}"
        yield f"{start}  {goal}  {line.note}"


def write(results: Sequence[Result]) -> None:
    """Replace the lines of these ids in `.local/bench.json`, keep the others."""
    old = json.loads(OUT.read_text()) if OUT.exists() else []
    fresh = {line.id for line in results}
    kept = [line for line in old if line["id"] not in fresh]
    new = [{key: value for key, value in asdict(line).items() if key != "met"} for line in results]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([*kept, *new], indent=1) + "\n", encoding="utf-8")
