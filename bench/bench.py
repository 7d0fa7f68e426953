"""`make bench`: run the measurements, print the table, write `.local/bench.json`.

A measurement is a module of this folder with `MEASURES: dict[str, Callable[[], Iterator[Result]]]`, by id.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator

import bench
from bench import harness

SKIPPED = {"bench", "chaos", "harness"}


def measures() -> dict[str, Callable[[], Iterator[harness.Result]]]:
    """All measurements of this folder by their ids."""
    found: dict[str, Callable[[], Iterator[harness.Result]]] = {}
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name not in SKIPPED:
            found.update(getattr(importlib.import_module(f"bench.{module.name}"), "MEASURES", {}))
    return found


def main() -> int:
    """Run what was asked for; 1 when a goal was missed, 2 for an unknown id."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default=os.environ.get("ONLY", ""), help="ids, separated by commas")
    wanted = [name for name in parser.parse_args().only.split(",") if name]
    harness.use_bench_database()
    known = measures()
    if unknown := set(wanted) - set(known):
        harness.say(f"There is no measurement {', '.join(sorted(unknown))}; there are: {', '.join(known)}.")
        return 2
    results: list[harness.Result] = []
    for name in wanted or known:
        harness.say(f"measuring {name} …")
        lines = list(known[name]())
        harness.write(lines)
        results.extend(lines)
    for line in harness.table(results):
        harness.say(line)
    return 0 if all(line.met for line in results) else 1


if __name__ == "__main__":
    sys.exit(main())
