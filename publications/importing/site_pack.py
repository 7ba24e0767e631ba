"""A site that was fetched, kept as it was in one file: its names, what was not fetched, and all."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from typing import BinaryIO

from publications.records import Problem
from publications.sites.files import SiteFiles, UnreadableFile

_ABOUT = "about.json"


def pack(files: SiteFiles, target: BinaryIO, progress: Callable[[str, int], None]) -> None:
    """Write the files into one archive; one that cannot be read is left out, with a problem."""
    paths: list[str] = []
    problems = list(files.problems)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            progress("Packing", 1)
            try:
                archive.writestr(str(len(paths)), files.read(path))
            except UnreadableFile as error:
                problems.append(Problem(path, f"Left out. {error}", is_loss=True))
                continue
            paths.append(path)
        about = {
            "name": files.name,
            "address": files.address,
            "origin": files.origin,
            "problems": [astuple(one) for one in problems],
            "paths": paths,
        }
        archive.writestr(_ABOUT, json.dumps(about))


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[SiteFiles]:
    """Give the files that `pack` wrote, as they were."""
    with zipfile.ZipFile(file) as archive:
        about = json.loads(archive.read(_ABOUT))
        members = {path: str(number) for number, path in enumerate(about["paths"])}
        files = SiteFiles(
            about["name"],
            {path: archive.getinfo(member).file_size for path, member in members.items()},
            lambda path: archive.open(members[path]),  # type: ignore[arg-type,return-value]
            [Problem(*one) for one in about["problems"]],
            about["address"],
        )
        files.origin = about["origin"]
        yield files
