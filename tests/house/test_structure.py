"""What the import linter cannot see, and that it passes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from procrastinate.contrib.django import app as jobs

from tests.house.tree import APPS, FLOORS, ROOT, parsed, python_files, short

JOB_NAME = re.compile(r"^[a-z_]+\.[a-z_]+$")


def _enqueued() -> dict[str, set[str]]:
    """Literal job names handed to enqueue and enqueue_many, and where."""
    found: dict[str, set[str]] = {}
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in {"enqueue", "enqueue_many"} and isinstance(first, ast.Constant):
                found.setdefault(str(first.value), set()).add(short(path))
    return found


def test_every_enqueued_job_is_a_registered_task():
    jobs.perform_import_paths()
    unknown = {name: where for name, where in _enqueued().items() if name not in jobs.tasks}
    assert unknown == {}


def test_every_task_is_named_after_its_app():
    jobs.perform_import_paths()
    own = [name for name, task in jobs.tasks.items() if task.func.__module__.split(".")[0] in APPS]
    assert [name for name in own if not JOB_NAME.match(name)] == []
    assert [
        name for name in own if jobs.tasks[name].func.__module__.split(".")[0] != name.split(".")[0]
    ] == []


def test_relations_point_down_the_floors():
    rising = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model is not None
        and FLOORS.get(field.related_model._meta.app_label, 0) > FLOORS[model._meta.app_label]
    ]
    assert rising == []


def test_siblings_do_not_know_each_other():
    linked = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model is not None
        and field.related_model._meta.app_label != model._meta.app_label
        and FLOORS.get(field.related_model._meta.app_label) == FLOORS[model._meta.app_label]
    ]
    assert linked == []


def test_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_openapi_file_is_up_to_date():
    call_command("openapi", check=True)


def test_no_two_schemas_share_a_name():
    """The API file keys schemas by name alone: of two with one name, the later replaces the other."""
    homes: dict[str, list[str]] = {}
    for path in python_files():
        if "schemas" not in short(path):
            continue
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(short(path))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
