"""The supervisor against real processes: crashes, stragglers, signals, kill -9 of itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from config.supervisor import FIRST_DELAY_S, LONGEST_DELAY_S, Child, delay_after, last_lines, open_log

ROOT = Path(__file__).resolve().parents[2]


def _await(condition, seconds: float = 8.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervised(tmp_path):
    """Starts a supervisor over one child script; the child writes its process id to a file at each start."""
    running: list[subprocess.Popen[str]] = []

    def start(child: str) -> tuple[subprocess.Popen[str], Path]:
        pids = tmp_path / "pids"
        pids.touch()
        head = f"import os, signal, sys, time\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
        (tmp_path / "child.py").write_text(head + textwrap.dedent(child))
        program = f"""
            import os, sys
            from pathlib import Path
            from config import supervisor
            supervisor.GRACE_S = 1.0
            here = Path({str(tmp_path)!r})
            child = supervisor.Child("child", [sys.executable, str(here / "child.py")], here / "log")
            supervisor.Supervisor([child], os.environ, lambda said: print(said, flush=True)).run()
            print("over", flush=True)
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        _await(lambda: pids.read_text())
        return process, pids

    yield start
    for process in running:
        process.kill()
        process.wait()


def _pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_child_and_then_the_supervisor(supervised, number):
    process, pids = supervised("time.sleep(60)")
    process.send_signal(number)
    said, _ = process.communicate(timeout=8)
    assert process.returncode == 0
    assert said == "over\n"
    assert not _is_running(_pids(pids)[0])


def test_a_crashed_child_is_started_again_and_its_last_words_are_shown(supervised):
    process, pids = supervised(
        """
        if open(sys.argv[0].replace('child.py', 'pids')).read().count('\\n') < 3:
            print('the database is gone', flush=True)
            sys.exit(7)
        time.sleep(60)
        """
    )
    _await(lambda: len(_pids(pids)) == 3)
    process.terminate()
    said, _ = process.communicate(timeout=8)
    assert said.count("child ended with status 7") == 2
    assert "starting again in 0.5 s" in said
    assert "starting again in 1 s" in said
    assert "    the database is gone" in said


def test_a_child_that_will_not_stop_is_killed_with_what_it_started(supervised):
    process, pids = supervised(
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            open(sys.argv[0].replace('child.py', 'pids'), 'a').write(f'{os.getpid()}\\n')
        time.sleep(60)
        """
    )
    _await(lambda: len(_pids(pids)) == 2)
    process.terminate()
    said, _ = process.communicate(timeout=8)
    assert "child did not stop within 1 s: killed" in said
    _await(lambda: not any(_is_running(pid) for pid in _pids(pids)))


def test_children_go_when_the_supervisor_is_killed(supervised):
    process, pids = supervised("time.sleep(60)")
    os.kill(process.pid, signal.SIGKILL)
    _await(lambda: not _is_running(_pids(pids)[0]))


def test_the_delay_doubles_up_to_a_ceiling():
    assert [delay_after(n) for n in (1, 2, 3)] == [FIRST_DELAY_S, 1.0, 2.0]
    assert delay_after(50) == LONGEST_DELAY_S


def test_a_long_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("config.supervisor.LOG_LIMIT_BYTES", 10)
    path = tmp_path / "web.log"
    path.write_text("a line that is too long\n")
    os.close(open_log(path))
    assert path.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "a line that is too long\n"


def test_last_lines_of_a_log_that_is_not_there():
    assert last_lines(Path("/nowhere/at/all.log")) == ""
    assert Child("x", [], Path("x")).process is None
