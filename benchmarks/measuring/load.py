"""A load of requests on a server, from a process of its own: so many clients, each with one request at a time.

A client keeps its connection and asks for its next text as soon as the last is answered; it speaks HTTP/1.1 by hand,
for it shares the machine with the server. What is measured is one request, from its first byte sent to its last
received.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple


class Load(NamedTuple):
    """Requests for the lines of a file, one after the other and from the first again, to a port of this machine."""

    port: int
    texts: str
    concurrency: int
    requests: int


class Loaded(NamedTuple):
    """Seconds of all, of each answered request, and how many were refused."""

    seconds: float
    latencies: list[float]
    refused: int


def put_on(load: Load) -> Loaded:
    command = [sys.executable, __file__, json.dumps(load._asdict())]
    return Loaded(*json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))


async def ask_all(load: Load) -> Loaded:
    lines = Path(load.texts).read_text(encoding="utf-8").split("\n")[:-1]
    bodies = islice(cycle([json.dumps({"texts": line}).encode() for line in lines]), load.requests)
    latencies: list[float] = []
    started = time.perf_counter()
    refused = await asyncio.gather(*(_client(load.port, bodies, latencies) for _ in range(load.concurrency)))
    return Loaded(time.perf_counter() - started, latencies, sum(refused))


async def _client(port: int, bodies: Iterator[bytes], latencies: list[float]) -> int:
    """Takes bodies as long as there are any; the number that were refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    refused = 0
    for body in bodies:
        started = time.perf_counter()
        head = f"POST /predict HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        writer.write(head.encode() + b"\r\n\r\n" + body)
        if await _status(reader) == 200:
            latencies.append(time.perf_counter() - started)
        else:
            refused += 1
    writer.close()
    return refused


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of a response, read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.partition("content-length:")[2].partition("\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1])


if __name__ == "__main__":
    print(json.dumps(asyncio.run(ask_all(Load(**json.loads(sys.argv[1]))))))
