"""The shipped category tree."""

from __future__ import annotations

import pytest

from accounts.actor import system_actor
from core.models import AuditEntry
from incidents import catalogue
from incidents.actions import categories
from incidents.models import Category

ACTOR = system_actor("test")


def test_two_levels_of_about_ten_groups_and_forty_leaves():
    tree = catalogue.entries()
    groups = {entry.code for entry in tree if entry.parent is None}
    leaves = [entry for entry in tree if entry.parent is not None]
    assert len(groups) == 12
    assert len(leaves) == 42
    assert {leaf.parent for leaf in leaves} == groups
    assert len({entry.code for entry in tree}) == len(tree)


def test_every_critical_category_shows_an_emergency_number_first():
    for entry in catalogue.entries():
        if entry.severity is catalogue.Severity.CRITICAL:
            assert entry.emergency, entry.code


def test_words_fit_their_columns():
    for entry in catalogue.entries():
        row = Category(**{**categories._columns(entry), "code": entry.code})
        row.clean_fields(exclude=["parent", "emergency"])


def test_an_unknown_key_in_the_catalogue_is_named():
    with pytest.raises(ValueError, match=r"category theft\.x: unknown \['colour'\]"):
        catalogue._entry("theft.x", "theft", 1, {"colour": "red"}, catalogue._LEAF_KEYS)


@pytest.mark.django_db
def test_syncing_twice_changes_nothing_the_second_time():
    assert categories.sync_categories(ACTOR) == {"made": 54, "changed": 0, "retired": 0}
    assert categories.sync_categories(ACTOR) == {"made": 0, "changed": 0, "retired": 0}
    assert AuditEntry.objects.filter(verb="category.synced").count() == 1


@pytest.mark.django_db
def test_syncing_mends_what_was_edited_and_retires_what_is_gone():
    categories.sync_categories(ACTOR)
    Category.objects.filter(code="fire.grass").update(name_en="Grass")
    Category.objects.create(code="old.thing", parent=None, name_uk="а", name_en="a", icon="x")
    assert categories.sync_categories(ACTOR) == {"made": 0, "changed": 1, "retired": 1}
    assert Category.objects.get(code="fire.grass").name_en == "Grass or rubbish burning"
    assert Category.objects.get(code="old.thing").active is False
