"""What was fetched, and its copies on disk, bounded in bytes."""

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from portal.kit.encodings import decode


@dataclass(frozen=True)
class Fetched:
    """One answer: the address it came from in the end, its body, and what the server says of it."""

    url: str
    body: bytes
    content_type: str = ""
    etag: str = ""
    age: float = 0.0

    @property
    def text(self) -> str:
        """The body in the charset the server names, else in UTF-8, else in the likeliest one."""
        _, _, named = self.content_type.lower().partition("charset=")
        for charset in (named.split(";")[0].strip(" \"'"), "utf-8-sig"):
            with contextlib.suppress(LookupError, UnicodeDecodeError):
                if charset:
                    return self.body.decode(charset)
        return decode(self.body).text


@dataclass(frozen=True)
class FetchedFiles:
    """Answers kept in a folder, one file each; the oldest go when there are over `limit` bytes."""

    folder: Path
    limit: int = 64 * 2**20

    def _file(self, url: str, accept: str) -> Path:
        return self.folder / hashlib.sha256(f"{url}\n{accept}".encode()).hexdigest()

    def load(self, url: str, accept: str) -> Fetched | None:
        """Return the kept answer to this question with its age in seconds, None without one."""
        file = self._file(url, accept)
        try:
            head, _, body = file.read_bytes().partition(b"\n")
            told = json.loads(head)
            age = max(0.0, time.time() - file.stat().st_mtime)
            return Fetched(told["url"], body, told["type"], told["etag"], age)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, url: str, accept: str, answer: Fetched) -> None:
        """Keep an answer as of now. A disk that is full keeps none, and nothing else goes wrong."""
        head = {"url": answer.url, "type": answer.content_type, "etag": answer.etag}
        whole = json.dumps(head).encode() + b"\n" + answer.body
        if len(whole) > self.limit // 4:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=self.folder, suffix=".new")
            with os.fdopen(descriptor, "wb") as file:
                file.write(whole)
            Path(draft).replace(self._file(url, accept))
            self._make_room()

    def _make_room(self) -> None:
        files = [(entry.stat(), Path(entry)) for entry in os.scandir(self.folder)]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda file: file[0].st_mtime):
            if total <= self.limit:
                return
            path.unlink(missing_ok=True)
            total -= stat.st_size
