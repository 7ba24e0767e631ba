"""A site of pages in Markdown while it is read: what was taken, what was lost, what is to know."""

import re
from collections import Counter
from typing import Any

from publications.records import Problem

from .base import Site
from .files import SiteFiles
from .jekyll_samples import Samples
from .links import hostname
from .places import Places, RootPlaces

_PICTURE = re.compile(r"<img\b|!\[[^\]\n]*\]\(|\{%-?\s*include\s+figure\b")


class PageSource:
    """What readers of single pages need of their site.

    `used` are files whose content was taken, or is known to be none; `where` is the place of its
    configuration.
    """

    def __init__(self, files: SiteFiles, site: Site) -> None:
        self.files, self.site, self.samples = files, site, Samples()
        self.used: set[str] = set()
        self.where = ""
        self._pictures: Counter[str] = Counter()
        self._absent: dict[str, list[str]] = {}

    def places(self, path: str, values: dict[str, Any] | None = None) -> RootPlaces:
        """Return the addresses in a page, which `values` in front of it may say where it lives."""
        raise NotImplementedError

    def tell(self, places: Places) -> None:
        """Note the links that could not be kept."""
        for problem in places.problems():
            (self.site.lost if problem.is_loss else self.site.remarks).append(problem)
        places.unknown.clear()
        places.refused.clear()

    def lose(self, where: str, what: str, remedy: str) -> None:
        self.site.lost.append(Problem(where, what, remedy, is_loss=True))

    def remark(self, where: str, what: str, remedy: str = "") -> None:
        self.site.remarks.append(Problem(where, what, remedy))

    def pictures(self, text: str, where: str) -> None:
        """Note the pictures within a text: texts of a profile hold none."""
        self._pictures[where] += len(_PICTURE.findall(text))

    def absent(self, kind: str, name: str) -> None:
        """Note a file that the site names and that is not among its files."""
        self._absent.setdefault(kind, []).append(name)

    def finish(self) -> None:
        """Tell what of the starter was left out, and which files are missing."""
        self.site.remarks += self.samples.problems()
        if count := self._pictures.total():
            where = [path for path, number in self._pictures.items() if number]
            shown = ", ".join(where[:5]) + (f" and {len(where) - 5} more" if len(where) > 5 else "")
            what = f"Pictures within texts were left out: {count} ({shown})."
            self.remark(where[0], what, "Texts hold no pictures; a project may have one.")
        if count := len(self.site.foreign):
            hosts = ", ".join(dict.fromkeys(map(hostname, self.site.foreign)))
            what = f"Pictures at other hosts were not brought in: {count} ({hosts})."
            self.remark(self.where, what, "Add them by hand if you may.")
        for kind, names in self._absent.items():
            shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            what = f"{kind} not among the files of the site: {shown}."
            self.remark(self.where, what, "Add them to the folder and bring it in again.")
