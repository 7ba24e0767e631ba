"""Where a site comes from: a folder, an archive, an address, a repository on GitHub or GitLab."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from portal.kit.fetch import portal_fetcher
from publications.sites.files import (
    MEGABYTE,
    SiteFiles,
    UnreadableSite,
    archive_files,
    folder_files,
)
from publications.sites.web import gather

Progress = Callable[[str, int], None]
LARGEST_ARCHIVE = 500 * MEGABYTE
_REPOSITORY = re.compile(
    r"https://(?:www\.)?(github\.com|gitlab\.com)/([\w.-]+)/([\w.-]+?)(?:\.git)?/?$"
)


@contextmanager
def opened(source: str, progress: Progress | None = None) -> Iterator[SiteFiles]:
    """Give the files of a site. Raises UnreadableSite or FetchError, with a sentence."""
    if re.match(r"(?i)https?://", source):
        with _fetched(source, progress) as files:
            yield files
        return
    path = Path(source)
    if path.is_dir():
        yield folder_files(path)
    elif path.is_file():
        with path.open("rb") as file, archive_files(file, path.name) as files:
            yield files
    else:
        raise UnreadableSite(f'"{source}" is no folder, archive or address here.')


@contextmanager
def _fetched(address: str, progress: Progress | None) -> Iterator[SiteFiles]:
    fetcher = portal_fetcher()
    if found := _REPOSITORY.match(address):
        host, owner, name = found.groups()
        archive = (
            f"https://codeload.github.com/{owner}/{name}/zip/HEAD"
            if host == "github.com"
            else f"https://gitlab.com/{owner}/{name}/-/archive/HEAD/{name}.zip"
        )
        answer = fetcher.get(archive, limit=LARGEST_ARCHIVE)
        with archive_files(BytesIO(answer.body), f"{name}.zip") as files:
            yield files
        return
    yield gather(address, fetcher, progress)
