"""The suite's own guards hold."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import MONDAY_MORNING, LeftTheMachine


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8"])
def test_no_test_leaves_the_machine(address):
    with socket.socket() as door, pytest.raises(LeftTheMachine):
        door.connect((address, 80))


def test_the_machine_itself_may_be_reached():
    with socket.socket() as listener, socket.socket() as door:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        door.connect(listener.getsockname())


def test_the_clock_stands_still_until_moved(clock):
    assert timezone.now() == MONDAY_MORNING
    clock.shift(90)
    assert timezone.now() == MONDAY_MORNING + timedelta(seconds=90)
