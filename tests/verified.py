"""Which test runs which verb through `verify_action`: said by the test, proved when it runs.

`@verifies("watch.approve_member")` marks a test. While it runs, the named verbs of the apps' `actions`
are watched, in the room and in the module they are written in, as doors call them by either: each must
have returned inside `verify_action`, or the test fails. The house test
`tests/house/test_actions_verified.py` reads the marks and misses every verb that has none.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from tests import verify

Test = TypeVar("Test", bound=Callable[..., Any])
Call = tuple[str, bool]
"""A verb that has returned, and whether that was where it had to be silent."""


def verifies(*verbs: str, silent: bool = False) -> Callable[[Test], Test]:
    """This test runs these verbs (`app.name`) through `verify_action`; with `silent`, as ones that tell
    nobody."""

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(*args: Any, **kwargs: Any) -> Any:
            with _watched(verbs) as calls:
                answer = test(*args, **kwargs)
            missing = [verb for verb in verbs if (verb, silent) not in calls]
            assert not missing, f"declared, but not run through verify_action: {missing}"
            return answer

        return run  # type: ignore[return-value]

    return decorate


@contextmanager
def _watched(verbs: tuple[str, ...]) -> Iterator[set[Call]]:
    calls: set[Call] = set()
    with ExitStack() as stack:
        for verb in verbs:
            app, _, name = verb.partition(".")
            room = importlib.import_module(f"{app}.actions")
            action = getattr(room, name)
            watched = _noting(action, verb, calls)
            for place in {room, sys.modules[action.__module__]}:
                stack.enter_context(patch.object(place, name, watched))
        yield calls


def _noting(action: Callable[..., Any], verb: str, calls: set[Call]) -> Callable[..., Any]:
    @functools.wraps(action)
    def run(*args: Any, **kwargs: Any) -> Any:
        answer = action(*args, **kwargs)
        if verify.under_way:
            calls.add((verb, verify.under_way[-1]))
        return answer

    return run
