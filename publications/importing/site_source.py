"""Where a site comes from: a folder, an archive, an address, a repository on GitHub or GitLab."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from portal.kit.fetch import Fetcher, FetchError, portal_fetcher
from publications.sites import UnknownSite, locate_site, recognize_site
from publications.sites.archives import archive_files
from publications.sites.files import MEGABYTE, SiteFiles, UnreadableSite, folder_files
from publications.sites.html import HtmlPage
from publications.sites.web import gather

Progress = Callable[[str, int], None]
# A site that GitHub serves: its sources, in the repository of that name, tell more than its pages.
_PAGES = re.compile(r"(?i)https://([\w-]+)\.github\.io(?:/([\w.-]+))?/?$")
LONGEST_ANSWER = 40  # seconds; an import without a sign of life for 45 may be started again
LARGEST_ARCHIVE = 500 * MEGABYTE
FORGES = {"github.com", "gitlab.com"}
_NAME = re.compile(r"(?=.*\w)[\w.-]+")


class _Repository(NamedTuple):
    host: str
    owner: str
    name: str
    branch: str = "HEAD"
    folder: str = ""

    @property
    def archive(self) -> str:
        """The address at which its files are to be had packed."""
        branch = quote(self.branch)
        if self.host == "github.com":
            return f"https://codeload.github.com/{self.owner}/{self.name}/zip/{branch}"
        return f"https://gitlab.com/{self.owner}/{self.name}/-/archive/{branch}/{self.name}.zip"


@contextmanager
def opened(source: str, progress: Progress | None = None) -> Iterator[SiteFiles]:
    """Give the files of a site. Raises UnreadableSite or FetchError, with a sentence."""
    with ExitStack() as stack:
        if re.match(r"(?i)https?://", source.strip()):
            yield _fetched(source.strip(), progress, stack)
        else:
            yield _here(source, stack)


def _here(source: str, stack: ExitStack) -> SiteFiles:
    path = Path(source)
    try:
        if path.is_dir():
            return folder_files(path)
        if path.is_file():
            file = stack.enter_context(path.open("rb"))
            return stack.enter_context(archive_files(file, path.name))
    except OSError as error:
        why = error.strerror or str(error)
        raise UnreadableSite(f'"{source[:200]}" cannot be read: {why}.') from error
    raise UnreadableSite(f'"{source[:200]}" is no folder, archive or address here.')


def _fetched(address: str, progress: Progress | None, stack: ExitStack) -> SiteFiles:
    fetcher = portal_fetcher()
    if repository := _repository(address):
        files = _packed(fetcher, repository, stack)
        inner = files.below(repository.folder) if repository.folder else files
        if not len(inner):
            raise UnreadableSite(f'{address} holds no file of a site in "{repository.folder}".')
        return inner
    if found := _PAGES.match(address):
        repository = _Repository("github.com", found[1], found[2] or f"{found[1]}.github.io")
        with ExitStack() as own:
            try:
                files = locate_site(_packed(fetcher, repository, own))
                is_generated = recognize_site(files).key != HtmlPage.key
            except (FetchError, UnreadableSite, UnknownSite):
                is_generated = False
            if is_generated:
                stack.enter_context(own.pop_all())
                files.address = address.rstrip("/")
                return files
    fetcher = copy(fetcher)
    fetcher.total_seconds = min(fetcher.total_seconds, LONGEST_ANSWER)
    return gather(address, fetcher, progress)


def _repository(address: str) -> _Repository | None:
    """Return the repository at an address of GitHub or GitLab, None for any other address.

    Raises UnreadableSite for any other of their pages.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if host not in FORGES:
        return None
    path, _, within = unquote(parts.path).strip("/").partition("/tree/")
    *owner, name = path.removesuffix("/-").split("/")
    most = 1 if host == "github.com" else 20  # at GitLab groups lie in groups
    if not 1 <= len(owner) <= most or not all(map(_NAME.fullmatch, [*owner, name])):
        raise UnreadableSite(
            f"{address} is no repository. Give the address of one, https://{host}/owner/name, or "
            f"of a folder in it, https://{host}/owner/name/tree/main/folder."
        )
    branch, _, folder = within.partition("/")
    return _Repository(host, "/".join(owner), name.removesuffix(".git"), branch or "HEAD", folder)


def _packed(fetcher: Fetcher, repository: _Repository, stack: ExitStack) -> SiteFiles:
    answer = fetcher.get(repository.archive, limit=LARGEST_ARCHIVE)
    return stack.enter_context(archive_files(BytesIO(answer.body), f"{repository.name}.zip"))
