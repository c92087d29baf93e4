"""The process: uvicorn on a socket that listens already, and an end that answers whoever is in hand."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from textkit.errors import Interrupted
from textkit.serve.app import make_app
from textkit.serve.service import Service


class DrainingServer(uvicorn.Server):
    """The first Ctrl-C or SIGTERM asks for an orderly end, the second waits for nobody.

    Until whoever is in hand has been answered, connections are still taken, and told that the server is stopping.
    """

    def __init__(self, config: uvicorn.Config, service: Service, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.stopped_by: int | None = None
        self._service = service
        self._on_ready: Callable[[], None] | None = on_ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.stopped_by is None:
            self.stopped_by = sig
            self._service.stopping = True
        else:  # a thread in the middle of a turn would be waited for
            print("stopped at once; what was in hand has not been answered", file=sys.stderr, flush=True)
            os._exit(Interrupted.exit_code)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        if self._service.models.ready and self._on_ready is not None:
            self._on_ready()
            self._on_ready = None
        drained = self._service.stopping and not self._service.in_hand
        self.should_exit = self.should_exit or drained or self._service.failure is not None
        return await super().on_tick(counter)


def serve(service: Service, listening: socket.socket, on_ready: Callable[[], None] = lambda: None) -> None:
    """Answer until told to stop: by SIGTERM this ends well, by Ctrl-C as an interruption.

    Raises:
        TextkitError: a run cannot be opened.
        Interrupted: Ctrl-C, after what was in hand has been answered. A second signal waits for nobody, and ends the
            process.
    """
    config = uvicorn.Config(
        make_app(service),
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,  # what is worth a word is a warning, and goes to stderr as it is
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    server = DrainingServer(config, service, on_ready)
    with asyncio.Runner() as runner:
        runner.run(server.serve([listening]))
    if service.failure is not None:
        raise service.failure
    if server.stopped_by == signal.SIGINT:
        raise Interrupted("stopped; what was in hand has been answered")
