"""Figures about the running system for Prometheus. Labels are route names, never persons or places."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUEST_SECONDS = Histogram(
    "varta_request_seconds",
    "Time from a request's arrival to its answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
LATE_SECONDS = Histogram(
    "varta_late_seconds",
    "How long after its due time swept work was done.",
    ["work"],
    buckets=(0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0),
)
STUCK = Counter("varta_stuck_total", "Swept items that failed and were left to the next sweep.", ["work"])
STREAM_EVENTS = Counter("varta_stream_events_total", "Events appended to the stream.", ["kind"])

Measure = Callable[[], Iterable[tuple[str, str, float]]]
"""Gives (name, help, value) triples, measured at the moment of asking."""

_gauges: list[Measure] = []


def register_gauges(measure: Measure) -> None:
    """Have `measure` asked at every scrape. It must be quick, and may query the database."""
    if measure not in _gauges:
        _gauges.append(measure)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request under its route's pattern (`api/v1/reports/{id}`), never its path.

    The method is the client's word: invented ones are counted together, not each by itself.
    """
    known = method if method in METHODS else "OTHER"
    REQUEST_SECONDS.labels(known, route, f"{status // 100}xx").observe(seconds)


class MeasuredGauges(Collector):
    """Asks every registered measure when the figures are fetched."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge for each triple."""
        for measure in _gauges:
            for name, documentation, value in measure():
                yield GaugeMetricFamily(name, documentation, value=value)
