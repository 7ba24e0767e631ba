"""A server of this machine that answers as it is told: it stands in for services in tests."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # what Content-Length says, if not the truth
    delay: float = 0  # seconds before the first byte
    drip: float = 0  # seconds between bytes


@dataclass
class LocalServer:
    """`replies` by path and query, given one after the other, the last again and again."""

    url: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    server: ThreadingHTTPServer | None = None

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        assert self.server is not None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def reply(self, path: str, *bodies: Any, **options: Any) -> None:
        """Answer `path` with the bodies (texts, bytes or Replies), in turn."""
        self.replies[path] = [
            body
            if isinstance(body, Reply)
            else Reply(body.encode() if isinstance(body, str) else body, **options)
            for body in bodies
        ]

    def give(self, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append(path)
        self.headers.append(headers)
        replies = self.replies.get(path) or [Reply(b"not here", 404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]


@contextmanager
def serving() -> Iterator[LocalServer]:
    """Give a server on 127.0.0.1 that runs as long as the context."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = local.give(self.path, dict(self.headers))
            time.sleep(reply.delay)
            self.close_connection = True
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                length = len(reply.body) if reply.length is None else reply.length
                self.send_header("Content-Length", str(length))
                self.end_headers()
                if not reply.drip:
                    self.wfile.write(reply.body)
                    return
                for number in range(len(reply.body)):
                    self.wfile.write(reply.body[number : number + 1])
                    time.sleep(reply.drip)
            except OSError:  # the other side has left
                return

        def log_message(self, *_: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Say nothing: the other side may leave in the middle."""

    server = Server(("127.0.0.1", 0), Handler)
    local = LocalServer(f"http://127.0.0.1:{server.server_port}", server=server)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield local
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
