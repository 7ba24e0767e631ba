"""A keep-alive HTTP client that says what came back."""

import http.client
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
PROGRAM = "application/json"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes = field(repr=False)


class Client:
    """One connection to a server on this machine, opened anew if the server closed it."""

    def __init__(self, port: int, timeout: float = 120) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def get(self, path: str, **headers: str) -> Answer:
        """Return the answer; `headers` are named with _ for -."""
        accept = PROGRAM if path.startswith("/api/") else BROWSER
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return self._ask(path, {"Accept": accept, **named})
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            return self._ask(path, {"Accept": accept, **named})

    def _ask(self, path: str, headers: dict[str, str]) -> Answer:
        # Encoded answers would measure zlib: nothing is asked for but the plain bytes.
        self._connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        self._connection.endheaders()
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
