"""`report_create`: reports over HTTP by the product's own web processes, against one SQL statement."""

from __future__ import annotations

import json
import statistics
import uuid
from collections.abc import Iterator

from bench import city, harness, report_floor, web, wire
from bench.harness import Result

CLIENTS = 8
SECONDS = 6.0
TIMES = 3
SHARE_OF_SQL, PER_SECOND, P99_MS, STATEMENTS = 0.25, 300, 60, 8
FLAT = 0.75
"""A larger city may be slower by a quarter at most."""
WEST, SOUTH, EAST, NORTH = harness.CITY

LUA = f"""
math.randomseed(os.time() * 1000 + tonumber(tostring({{}}):match("0x(%x+)"), 16) % 100000)
local function hex(n)
  local t = {{}}
  for i = 1, n do t[i] = string.format("%x", math.random(0, 15)) end
  return table.concat(t)
end
local kinds = {{"theft.bicycle", "noise.music", "hazard.dark", "burglary.home", "theft.from_car"}}
local now = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - 600)
local words = "Двоє хлопців зняли велосипед із замка біля під'їзду і пішли в бік парку. "
request = function()
  local body = string.format('{{"id":"%s-%s-4%s-8%s-%s","category":"%s","lon":%.6f,"lat":%.6f,' ..
    '"accuracy_m":12.5,"happened_at":"%s","description":"%s","people":[],' ..
    '"contact":{{"phone":"+380 67 000 00 00"}},"retry_secret":"%s","device":"%s"}}',
    hex(8), hex(4), hex(3), hex(3), hex(12), kinds[math.random(#kinds)],
    {WEST} + {EAST - WEST:.4f} * math.random(), {SOUTH} + {NORTH - SOUTH:.4f} * math.random(),
    now, words .. hex(6), hex(22), hex(22))
  local from = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
  local headers = {{["Content-Type"] = "application/json", ["X-Forwarded-For"] = from}}
  return wrk.format("POST", "/api/v1/reports", headers, body)
end
"""


def report_create() -> Iterator[Result]:
    """At every size, in turn with the floor; the shares of the floor at all sizes must be alike."""
    shares: list[float] = []
    for size in city.sizes():
        with city.at_size(size):
            yield _at_size(size, shares)


def _at_size(size: int, shares: list[float]) -> Result:
    statements, sql = statements_of_one(), report_floor.statement()
    loads: list[web.Load] = []
    with web.serving(wire.free_port()) as base:
        web.wrk(base, seconds=3, clients=CLIENTS, script=LUA)

        def product() -> float:
            loads.append(web.wrk(base, seconds=SECONDS, clients=CLIENTS, script=LUA))
            return loads[-1].rate

        def floor() -> float:
            return harness.pgbench(
                sql,
                variables=report_floor.VARIABLES,
                seconds=SECONDS,
                clients=CLIENTS,
                options=report_floor.OPTIONS,
            )

        value, bare, share = harness.alternated(product, floor, TIMES)
    shares.append(share)
    p99 = statistics.median(load.p99 for load in loads)
    bad, python = sum(load.bad for load in loads), statistics.median(load.cpu_ms for load in loads)
    goals = [
        share >= SHARE_OF_SQL, value >= PER_SECOND, p99 < P99_MS, statements <= STATEMENTS, bad == 0,
        share >= FLAT * max(shares),
    ]  # fmt: skip
    return Result(
        id=f"report_create_{size}" if size != city.sizes()[-1] else "report_create",
        value=value, unit="reports/s", floor=bare, ratio=share, rows=size, met=all(goals),
        note=f"p99 {p99:.0f} ms at {CLIENTS} clients, {statements} statements, {python:.1f} ms of the web "
        f"processes each, {bad} refused",
    )  # fmt: skip


def statements_of_one() -> int:
    """Statements of an anonymous report up to its one commit, by the query log."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    client = Client(SERVER_NAME="localhost")
    body = {
        "category": "theft.bicycle", "lon": (WEST + EAST) / 2, "lat": (SOUTH + NORTH) / 2,
        "happened_at": timezone.now().isoformat(), "description": "Велосипед зник", "retry_secret": "s" * 22,
    }  # fmt: skip
    for _warm in range(2):
        text = json.dumps(body | {"id": str(uuid.uuid4())})
        with CaptureQueriesContext(connection) as seen:
            answer = client.post("/api/v1/reports", text, content_type="application/json")
        if answer.status_code != 201:
            raise RuntimeError(f"a report was refused: {answer.content!r}")
    sent = [query["sql"] for query in seen.captured_queries]
    if sent.count("COMMIT") != 1:
        raise RuntimeError(f"a report takes {sent.count('COMMIT')} commits")
    return sent.index("COMMIT") - sent.count("BEGIN")


MEASURES = {"report_create": report_create}
