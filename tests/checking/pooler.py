"""What a connection pooler does with the settings of a connection: it refuses them, or leaves them out."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

from sqlalchemy import URL, make_url

PASSED_ON = ("user", "database", "client_encoding", "application_name")
"""The settings that PgBouncer knows of those the bot names (pgbouncer.org/config.html)."""

TLS = 80877103
"""The version number by which a client asks for TLS (PostgreSQL's protocol, SSLRequest)."""


@contextmanager
def pooler(url: str, refusal: tuple[str, str] | None = None) -> Iterator[str]:
    """Give the URL of a database behind a pooler, which refuses with a state and words, or leaves out."""
    server = make_url(url)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            _pool(self.request, server, refusal)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever).start()
        try:
            there = server.set(host="127.0.0.1", port=listening.server_address[1])
            yield there.render_as_string(hide_password=False)
        finally:
            listening.shutdown()


def _pool(client: socket.socket, url: URL, refusal: tuple[str, str] | None) -> None:
    version, settings = _beginning_of(client)
    if version == TLS:
        client.sendall(b"N")
        version, settings = _beginning_of(client)
    if refusal is not None:
        state, words = refusal
        fields = f"SFATAL\0C{state}\0M{words}\0\0".encode()
        client.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)
        return
    kept = {name: value for name, value in settings.items() if name in PASSED_ON}
    body = b"".join(f"{name}\0{value}\0".encode() for name, value in kept.items()) + b"\0"
    with socket.create_connection((url.host or "127.0.0.1", url.port or 5432)) as server:
        server.sendall(struct.pack("!II", len(body) + 8, version) + body)
        back = threading.Thread(target=_pump, args=(server, client))
        back.start()
        _pump(client, server)
        back.join()


def _beginning_of(client: socket.socket) -> tuple[int, dict[str, str]]:
    """Read what a client says first: a version and settings."""
    [length] = struct.unpack("!I", client.recv(4, socket.MSG_WAITALL))
    body = client.recv(length - 4, socket.MSG_WAITALL)
    [version] = struct.unpack("!I", body[:4])
    words = body[4:].decode().rstrip("\0").split("\0")
    return version, dict(zip(words[::2], words[1::2], strict=True)) if version != TLS else {}


def _pump(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)
