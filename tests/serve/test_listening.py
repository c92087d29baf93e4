"""The socket that listens before anything is imported."""

import socket

import pytest

from textkit.errors import UsageError
from textkit.serve.listening import listen, url_of


def test_connections_send_at_once() -> None:
    """Without it a response in two parts takes as long as its client's delayed acknowledgement."""
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_that_is_taken() -> None:
    with listen("127.0.0.1", 0) as listening, pytest.raises(UsageError, match="cannot listen on"):
        listen("127.0.0.1", listening.getsockname()[1])


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_is_one_for_a_browser(host: str, shown: str) -> None:
    with listen(host, 0) as listening:
        assert url_of(listening) == f"http://{shown}:{listening.getsockname()[1]}"
