"""A socket that listens before anything heavy is imported: whoever comes early waits in its backlog."""

import socket

from textkit.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on, whoever answers them later. Port 0 is any free one.

    Raises:
        UsageError: the address is taken, or not one of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=1_024)
        # connections inherit it; without, a response's body waits until its headers are acknowledged, up to 40 ms
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot listen on {host}:{port}: {said}", "--port 0 takes a free port") from None


def url_of(listening: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
