"""A rule written twice must say the same twice: the policy of one thing, and its twin over all things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, Q

from accounts.actor import Actor
from core.decisions import Decision


def assert_parity(
    actors: Iterable[tuple[str, Actor]],
    model: type[Model],
    policy: Callable[[Actor, Any], Decision],
    twin: Callable[[Actor], Q],
    *,
    describe: Callable[[Any], str] = str,
) -> None:
    """Fail with every (actor, thing) on which policy and twin differ, over all rows of `model`.

    Call it with things in every state and place: `assert_parity(scene.actors(), Grant, can_see, visible)`.
    """
    things = list(model._default_manager.all())
    assert things, "parity over nothing proves nothing"
    differences, allowed, denied = [], 0, 0
    for name, actor in actors:
        seen = set(model._default_manager.filter(twin(actor)).values_list("pk", flat=True))
        for thing in things:
            one, many = bool(policy(actor, thing)), thing.pk in seen
            allowed, denied = allowed + one, denied + (not one)
            if one != many:
                differences.append(f"{name}: {describe(thing)}: policy {one}, twin {many}")
    assert differences == []
    assert allowed, "nobody is allowed anything"
    assert denied, "nobody is denied anything"
