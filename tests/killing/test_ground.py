"""The port on which killed processes listen, one after the other, is nobody else's in between."""

import socket

import pytest

from tests.killing.ground import reserved_port


def _listens(port: int, *, again: bool) -> socket.socket:
    """Listen there; `again` as a server does that may use an address again."""
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(again))
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def test_whoever_is_told_of_a_reserved_port_may_listen_there_time_and_again() -> None:
    with reserved_port() as port:
        for _ in range(2):
            with _listens(port, again=True), socket.create_connection(("127.0.0.1", port)):
                pass


def test_while_nobody_listens_on_a_reserved_port_it_is_refused_and_not_taken() -> None:
    with reserved_port() as port:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        with pytest.raises(OSError, match="in use"):
            _listens(port, again=False)
