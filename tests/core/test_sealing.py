"""The hash chain over the audit trail."""

from __future__ import annotations

import threading

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from accounts.actor import system_actor
from core import audit, sealing
from core.models import AuditEntry, AuditSeal

JOB = system_actor("tests")
FOREIGN_KEY = """SELECT conname FROM pg_constraint
  WHERE conrelid = 'core_auditseal'::regclass AND contype = 'f'"""


def write(count: int, verb: str = "test.done") -> None:
    for number in range(count):
        audit.record(JOB, verb, "thing", number, {"n": number, "share": 0.1})


def tamper(sql: str) -> None:
    """Change the trail as someone who owns the database would: the triggers switched off."""
    with connection.cursor() as cursor:
        for table in ("core_auditentry", "core_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        cursor.execute(sql)
        for table in ("core_auditentry", "core_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


@pytest.fixture
def sealed(transactional_db) -> list[int]:
    """Ids of ten sealed lines."""
    write(10)
    assert sealing.seal() == 10
    return list(AuditEntry.objects.order_by("id").values_list("id", flat=True))


def test_seals_number_the_lines_without_gap_in_id_order(sealed):
    rows = list(AuditSeal.objects.order_by("number").values_list("number", "entry_id"))
    assert rows == list(enumerate(sealed, start=1))
    assert sealing.verify() == sealing.head()
    assert sealing.seal() == 0


ALTERED = "the line was altered"
UNLINKED = "this seal does not follow the one before it"
SWAP = """UPDATE core_auditentry a SET target_id = b.target_id FROM core_auditentry b
  WHERE (a.id, b.id) IN (({3}, {4}), ({4}, {3}))"""


@pytest.mark.parametrize(
    ("sql", "number", "fault"),
    [
        ("UPDATE core_auditentry SET actor_label = 'x' WHERE id = {3}", 4, ALTERED),
        ("UPDATE core_auditentry SET data = data - 'n' WHERE id = {3}", 4, ALTERED),
        ("UPDATE core_auditentry SET at = at + interval '1 us' WHERE id = {9}", 10, ALTERED),
        (SWAP, 4, ALTERED),
        ("DELETE FROM core_auditseal WHERE entry_id = {3}", 5, "seal 4 is missing"),
        ("UPDATE core_auditseal SET hash = '\\x00' WHERE number = 9", 9, ALTERED),
        ("UPDATE core_auditseal SET previous_hash = '\\x00' WHERE number = 4", 4, UNLINKED),
    ],
)
def test_whatever_is_touched_is_found_at_its_first_place(sealed, sql, number, fault):
    tamper(sql.format(*sealed))
    answer = sealing.verify()
    assert isinstance(answer, sealing.Break)
    assert (answer.number, answer.fault) == (number, fault)


def test_a_deleted_line_is_found_even_without_its_foreign_key(sealed):
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEY)
        name = cursor.fetchone()[0]
        try:
            cursor.execute(f'ALTER TABLE core_auditseal DROP CONSTRAINT "{name}"')
            tamper(f"DELETE FROM core_auditentry WHERE id = {sealed[6]}")
            answer = sealing.verify()
            assert isinstance(answer, sealing.Break)
            assert (answer.number, answer.fault) == (7, "the line was deleted")
        finally:
            tamper(f"DELETE FROM core_auditseal WHERE entry_id = {sealed[6]}")
            cursor.execute(
                f'ALTER TABLE core_auditseal ADD CONSTRAINT "{name}" FOREIGN KEY (entry_id)'
                " REFERENCES core_auditentry (id) DEFERRABLE INITIALLY DEFERRED"
            )


def test_a_rewritten_or_shortened_chain_betrays_itself_by_the_noted_head(sealed):
    noted = sealing.head()
    tamper(
        f"DELETE FROM core_auditseal WHERE number = 10; DELETE FROM core_auditentry WHERE id = {sealed[9]}"
    )
    assert isinstance(sealing.verify(), sealing.Head)
    cut = sealing.verify(noted=noted)
    assert isinstance(cut, sealing.Break)
    assert cut.fault == "the chain ends at 9: what followed was cut off"
    write(1, "test.forged")
    sealing.seal()
    forged = sealing.verify(noted=noted)
    assert isinstance(forged, sealing.Break)
    assert forged.fault == "the chain was rewritten: this seal is not the one noted earlier"


def test_the_command_prints_the_head_or_names_the_first_broken_line(sealed, capsys):
    call_command("verify_audit")
    head = sealing.head()
    assert capsys.readouterr().out == (f"10 lines as they were sealed. Head: 10:{head.hash.hex()}\n")
    call_command("verify_audit", head=f"10:{head.hash.hex()}")
    tamper(f"UPDATE core_auditentry SET verb = 'x' WHERE id = {sealed[2]}")
    with pytest.raises(CommandError, match=f"seal 3, entry {sealed[2]}: the line was altered"):
        call_command("verify_audit")


def test_a_line_that_is_never_sealed_is_a_fault_after_ten_minutes(transactional_db):
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False):
        write(1)
        assert sealing.verify() == sealing.Head(0, sealing.GENESIS)
    with time_machine.travel("2026-03-01T10:10:01Z", tick=False):
        answer = sealing.verify()
    assert isinstance(answer, sealing.Break)
    assert answer.fault == "the line was never sealed"


@pytest.mark.parametrize("table", ["core_auditentry", "core_auditseal"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_refuses_to_change_the_trail(db, table, statement):
    column = "verb" if table == "core_auditentry" else "number"
    write(1)
    with connection.cursor() as cursor:
        for name in ("core_auditentry", "core_auditseal"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER never_truncated")
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table, column))
    assert AuditEntry.objects.count() == 1


def test_lines_that_commit_late_are_sealed_and_never_passed_over(transactional_db):
    """A writer holds a small id open while others commit larger ones; sealing goes on meanwhile."""
    opened, release = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                write(1, "test.slow")
                opened.set()
                release.wait(10)
        finally:
            connection.close()

    write(2, "test.before")
    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert opened.wait(10)
    write(3, "test.after")
    assert sealing.seal() == 5, "an open transaction holds nobody else's lines up"
    release.set()
    thread.join()
    assert sealing.seal() == 1
    verbs = AuditSeal.objects.order_by("number").values_list("entry__verb", flat=True)
    assert list(verbs) == ["test.before"] * 2 + ["test.after"] * 3 + ["test.slow"]
    assert isinstance(sealing.verify(), sealing.Head)


def test_many_writers_and_two_sealers_make_one_gapless_chain(transactional_db):
    stop = threading.Event()

    def writer(number: int) -> None:
        try:
            for _ in range(25):
                with transaction.atomic():
                    write(2, f"test.writer{number}")
        finally:
            connection.close()

    def sealer() -> None:
        try:
            while not stop.wait(0.01):
                sealing.seal()
        finally:
            connection.close()

    writers = [threading.Thread(target=writer, args=[n]) for n in range(4)]
    sealers = [threading.Thread(target=sealer) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    sealing.seal()
    assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))
    assert isinstance(sealing.verify(), sealing.Head)
