"""Jobs of the ground floor."""

from __future__ import annotations

import logging

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from procrastinate.contrib.django import app

from core import limits, sealing

log = logging.getLogger("varta.audit")


@app.periodic(cron="* * * * * */5", periodic_id="core.seal_audit")
@app.task(name="core.seal_audit", queueing_lock="core.seal_audit", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Chain what was committed since the last time; the log line takes the head off this machine."""
    del timestamp
    if sealing.seal():
        head = sealing.head()
        log.info("audit sealed", extra={"number": head.number, "hash": head.hash.hex()})


@app.periodic(cron="7 * * * *", periodic_id="core.sweep")
@app.task(name="core.sweep", queueing_lock="core.sweep")
def sweep(timestamp: int) -> None:
    """Each hour: seal stragglers, forget full buckets, cache entries and sessions that have run out."""
    del timestamp
    sealing.seal(everything=True)
    limits.forget_full()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_cache WHERE expires < now()")
    SessionStore.clear_expired()
