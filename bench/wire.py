"""The far end of live sockets for measurements: a bare, cheap WebSocket client, and servers to meet.

The client counts and times text frames and answers pings; it does not parse JSON unless asked to. Each one
may come from its own loopback address, because the server limits sockets by address.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = "http://bench.invalid"
TICKS = os.sysconf("SC_CLK_TCK")

OnFrame = Callable[["Peer", bytes, float], None]


class Peer(asyncio.Protocol):
    """One client socket."""

    def __init__(self, on_frame: OnFrame, *, cookie: str = "", path: str = "/ws/v1/live") -> None:
        self.on_frame = on_frame
        self.cookie, self.path = cookie, path
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.state: dict[str, int] = {}
        self.code = 1006

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: {ORIGIN}",
        ]  # fmt: skip
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        self.transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        """Take whole frames out of what has come."""
        now = time.time()
        self.buffer += data
        if not self.opened.done():
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self.buffer[:20]:
                self.opened.set_exception(ConnectionError(bytes(self.buffer[:60]).decode("latin-1")))
                return
            del self.buffer[: end + 4]
            self.opened.set_result(None)
        self._frames(now)

    def _frames(self, now: float) -> None:
        buffer, at = self.buffer, 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1] & 127, at + 2
            if size == 126:
                if len(buffer) - at < 4:
                    break
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            if len(buffer) < start + size:
                break
            self._frame(buffer[at] & 15, bytes(buffer[start : start + size]), now)
            at = start + size
        del buffer[:at]

    def _frame(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == 1:
            self.on_frame(self, payload, now)
        elif opcode == 9:
            self._write(10, payload)
        elif opcode == 8:
            self.code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
            self.transport.close()

    def say(self, text: str) -> None:
        """Send one text frame."""
        self._write(1, text.encode())

    def _write(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        head = (
            bytes([128 | opcode, 128 | size]) if size < 126 else struct.pack("!BBH", 128 | opcode, 254, size)
        )
        self.transport.write(head + b"\0\0\0\0" + payload)

    def connection_lost(self, error: Exception | None) -> None:
        """Note how it ended."""
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed"))
        if not self.closed.done():
            self.closed.set_result(self.code)


async def connect(
    port: int, on_frame: OnFrame, *, number: int = 0, cookie: str = "", path: str = "/ws/v1/live"
) -> Peer:
    """Open one socket; the `number` chooses the loopback address it comes from, 25 to each."""
    loop = asyncio.get_running_loop()
    address = f"127.1.{number // 25 // 250}.{number // 25 % 250 + 1}"
    _, peer = await loop.create_connection(
        lambda: Peer(on_frame, cookie=cookie, path=path), "127.0.0.1", port, local_addr=(address, 0)
    )
    await asyncio.wait_for(peer.opened, 30)
    return peer


async def connect_many(
    port: int,
    count: int,
    on_frame: OnFrame,
    *,
    cookies: Sequence[str] = ("",),
    path: str = "/ws/v1/live",
    hello: Callable[[int], str] | None = None,
) -> list[Peer]:
    """Open many, forty at a time; `hello` gives each one's first frame by its number."""
    gate = asyncio.Semaphore(40)

    async def one(number: int) -> Peer:
        async with gate:
            cookie = cookies[number % len(cookies)]
            peer = await connect(port, on_frame, number=number, cookie=cookie, path=path)
            if hello is not None:
                peer.say(hello(number))
            return peer

    return list(await asyncio.gather(*(one(number) for number in range(count))))


def hello(*streams: tuple[str, str | None, int | None]) -> str:
    """The first frame: (stream, epoch, offset) each."""
    wanted = [{"stream": stream, "epoch": epoch, "off": off} for stream, epoch, off in streams]
    return json.dumps({"type": "hello", "v": 1, "streams": wanted})


SERVERS = {
    "daphne": ["-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", "--ping-interval", "10",
               "--ping-timeout", "15", "--websocket-max-message-size", "65536", "{app}"],
    "uvicorn": ["-m", "uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "error",
                "--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--lifespan", "off",
                "--ws-ping-interval", "10", "--ws-ping-timeout", "15", "{app}"],
}  # fmt: skip


def environment() -> dict[str, str]:
    """Of a server process: the same database, and our origin is one of its own."""
    return {
        **os.environ,
        "VARTA_ALLOWED_ORIGINS": f'["{ORIGIN}"]',
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.dev"),
    }


def start(kind: str, port: int, app: str = "config.asgi:application") -> subprocess.Popen[bytes]:
    """Start a server and wait until it listens. Raises RuntimeError when it does not."""
    command = [part.format(port=port, app=app) for part in SERVERS[kind]]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return process
        time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"{kind} does not listen on {port}")


@contextlib.contextmanager
def serving(kind: str, port: int, app: str = "config.asgi:application") -> Iterator[subprocess.Popen[bytes]]:
    """A server for the time of a measurement."""
    process = start(kind, port, app)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_kib(pid: int) -> int:
    """Resident memory of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def free_port(first: int = 18150) -> int:
    """A port nobody listens on, from this one upwards."""
    for port in range(first, first + 50):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")
