"""The scene is built once for a module and rolled back at its end; every test is rolled back by itself."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.permissions import scene as scenes
from tests.permissions import table


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """The scene with everything the apps put into it."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = scenes.build()
        for module in table.modules():
            if build := getattr(module, "build", None):
                build(scene)
        for who in scenes.Who:
            scene.client(who)
        for who in scenes.SIGNED_IN:
            scene.client(who, elsewhere=True)
        yield scene
        transaction.set_rollback(True)


@pytest.fixture
def db(town):
    """In place of pytest-django's: a savepoint inside the town's transaction, undone after the test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def scene(town, db):
    """The scene; whatever the test changes is undone."""
    return town
