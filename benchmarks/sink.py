"""A mail server that takes everything and counts, in a process of its own."""

import asyncio
import multiprocessing
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

REPLIES = {"EHLO": b"250 sink\r\n", "HELO": b"250 sink\r\n", "QUIT": b"221 bye\r\n"}
OK, GO_ON = b"250 OK\r\n", b"354 go on\r\n"


@dataclass
class Sink:
    """Read while it runs. Moments are of time.monotonic(), which all processes share; 0: none."""

    port: int
    mails: int
    distinct: int  # Message-IDs
    connections: int
    first: float
    last: float


@contextmanager
def sink(port: int):
    """Yields a function that returns what has arrived; `reset=True` counts mails anew from now."""
    context = multiprocessing.get_context("spawn")
    mails, distinct, connections = (context.Value("q", 0) for _ in range(3))
    first, last = (context.Value("d", 0.0) for _ in range(2))
    shared = (mails, distinct, connections, first, last)
    ready = context.Event()
    server = context.Process(target=_serve, args=(port, shared, ready), daemon=True)
    server.start()
    if not ready.wait(20):
        raise RuntimeError("the mail server of the benchmark did not start")

    def arrived(reset: bool = False) -> Sink:
        found = Sink(port, *(value.value for value in shared))
        if reset:
            for value in (mails, distinct, first, last):
                value.value = 0
        return found

    try:
        yield arrived
    finally:
        server.kill()
        server.join()


def _serve(port, shared, ready):
    with suppress(KeyboardInterrupt):  # Ctrl-C reaches every process of the terminal
        asyncio.run(_listen(port, shared, ready))


async def _listen(port, shared, ready):
    mails, distinct, connections, first, last = shared
    seen = set()

    async def talk(reader, writer):
        connections.value += 1
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if verb != "DATA":
                writer.write(REPLIES.get(verb, OK))
                continue
            writer.write(GO_ON)
            message = await reader.readuntil(b"\r\n.\r\n")
            mails.value += 1
            if (name := _message_id(message)) not in seen:
                seen.add(name)
                distinct.value += 1
            last.value = time.monotonic()
            first.value = first.value or last.value
            writer.write(OK)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**24)
    ready.set()
    await server.serve_forever()


def _message_id(message: bytes) -> bytes:
    start = message.index(b"Message-ID:")
    return message[start : message.index(b"\r\n", start)]
