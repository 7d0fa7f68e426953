"""Every row of the table, as everybody: the promised answer, and nothing changed by a refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse

from config.api import api
from notifications import protocol
from tests.permissions.scene import SIGNED_IN, Scene, Who
from tests.permissions.table import STATUS, Row, all_rows

HTTP_ROWS = [row for row in all_rows() if not row.route.startswith("WS ")]
CELLS = [pytest.param(row, who, id=f"{row.name} - {who}") for row in HTTP_ROWS for who in Who]
ELSEWHERE = [
    pytest.param(row, who, id=f"{row.name} - {who} elsewhere")
    for row in HTTP_ROWS
    if row.elsewhere
    for who in sorted(set(row.allow) & SIGNED_IN)
]


def knock(scene: Scene, row: Row, who: Who, *, elsewhere: bool = False) -> HttpResponse:
    """Make the row's request as this person."""
    method, template = row.route.split(" ", 1)
    path = template.format(**(row.path(scene) if row.path else {}))
    client = scene.client(who, elsewhere=elsewhere)
    query = row.query(scene) if row.query else {}
    if row.form:
        return client.post(path, row.form(scene), query_params=query)
    content = json.dumps(row.body(scene), default=str) if row.body else ""
    return client.generic(method, path, content, "application/json", query_params=query)


def traces() -> dict[str, int]:
    """How many rows there are where every change leaves one."""
    tables = ["core_auditentry", "procrastinate_jobs", "notifications_event", "accounts_authoritychange"]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        counts = {}
        for table in sorted(present.intersection(tables)):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def check(scene: Scene, row: Row, who: Who, *, elsewhere: bool = False) -> None:
    if row.setup:
        row.setup(scene)
    before = traces()
    answer = knock(scene, row, who, elsewhere=elsewhere)
    code = row.code_for(who, elsewhere=elsewhere)
    if code is None:
        assert answer.status_code == row.success, answer.content
        return
    body: dict[str, Any] = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (STATUS.get(code, 403), code), answer.content
    assert traces() == before, "a refusal left a trace"


@pytest.mark.parametrize(("row", "who"), CELLS)
def test_cell(scene, row, who):
    check(scene, row, who)


@pytest.mark.parametrize(("row", "who"), ELSEWHERE)
def test_cell_of_another_city(scene, row, who):
    check(scene, row, who, elsewhere=True)


def test_every_route_stands_in_the_table():
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    routes = {
        f"{method.upper()} {path}" for path, operations in schema["paths"].items() for method in operations
    }
    known = {row.route for row in HTTP_ROWS}
    assert sorted(routes - known) == [], "routes without a row in tests/permissions/rows/"
    assert sorted(known - routes) == [], "rows without a route"


def test_rows_are_told_apart():
    names = [row.name for row in all_rows()]
    assert sorted(names) == sorted(set(names))


def test_the_document_is_up_to_date():
    call_command("authorization_table", check=True)


def test_every_socket_command_stands_in_the_table():
    known = {row.route for row in all_rows() if row.route.startswith("WS ")}
    assert known == {f"WS {command}" for command in protocol.COMMANDS}
