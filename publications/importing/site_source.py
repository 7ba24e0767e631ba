"""Where a site comes from: a folder, an archive, an address, a repository on GitHub or GitLab."""

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from portal.kit.fetch import Fetcher, FetchError, portal_fetcher
from publications.sites import UnknownSite, locate_site, recognize_site
from publications.sites.archives import archive_files
from publications.sites.files import (
    MEGABYTE,
    SiteFiles,
    UnreadableSite,
    folder_files,
)
from publications.sites.html import HtmlPage
from publications.sites.web import gather

Progress = Callable[[str, int], None]
# A site that GitHub serves: its sources, in the repository of that name, tell more than its pages.
_PAGES = re.compile(r"(?i)https://([\w-]+)\.github\.io(?:/([\w.-]+))?/?$")
LARGEST_ARCHIVE = 500 * MEGABYTE
_REPOSITORY = re.compile(
    r"https://(?:www\.)?(github\.com|gitlab\.com)/([\w.-]+)/([\w.-]+?)"
    r"(?:\.git|(?:/-)?/tree/([\w.-]+)((?:/[\w.-]+)*))?/?$"
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
        host, owner, name, branch, folder = found.groups()
        with _repository(fetcher, host, owner, name, branch or "HEAD") as files:
            inner = files.below(folder) if folder else files
            if not len(inner):
                raise UnreadableSite(f'{address} holds no file of a site in "{folder}".')
            yield inner
        return
    if found := _PAGES.match(address):
        owner, name = found[1], found[2] or f"{found[1]}.github.io"
        with contextlib.ExitStack() as stack:
            try:
                archive = _repository(fetcher, "github.com", owner, name, "HEAD")
                files = locate_site(stack.enter_context(archive))
                is_generated = recognize_site(files).key != HtmlPage.key
            except (FetchError, UnreadableSite, UnknownSite):
                is_generated = False
            if is_generated:
                files.address = address.rstrip("/")
                yield files
                return
    yield gather(address, fetcher, progress)


@contextmanager
def _repository(
    fetcher: Fetcher, host: str, owner: str, name: str, branch: str
) -> Iterator[SiteFiles]:
    archive = (
        f"https://codeload.github.com/{owner}/{name}/zip/{branch}"
        if host == "github.com"
        else f"https://gitlab.com/{owner}/{name}/-/archive/{branch}/{name}.zip"
    )
    answer = fetcher.get(archive, limit=LARGEST_ARCHIVE)
    with archive_files(BytesIO(answer.body), f"{name}.zip") as files:
        yield files
