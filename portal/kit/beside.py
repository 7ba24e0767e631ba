"""Work in a process of its own, beside this one, for machines with more than one core."""

import multiprocessing
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class Beside(Generic[Given, Made]):
    """A function at work in another process: `give` it something, later `take` what it made.

    One thing at a time. The function must not touch the database: its process was forked with the
    connection of this one. It ends with this process, however that ends.
    """

    def __init__(self, function: Callable[[Given], Made]) -> None:
        context = multiprocessing.get_context("fork")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self._ours, theirs, function), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, something: Given) -> None:
        self._ours.send(something)

    def take(self) -> Made:
        """Return what was made of the last thing given. Raises RuntimeError if that failed."""
        try:
            made, error = self._ours.recv()
        except EOFError:
            error = "its process ended."
        if error:
            raise RuntimeError(f"Work beside this process failed: {error}")
        result: Made = made
        return result

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._ours.close()


def _serve(ours: Connection, theirs: Connection, function: Callable[[Given], Made]) -> None:
    ours.close()  # held here, too, it would never break
    with suppress(EOFError, BrokenPipeError):
        while True:
            something = theirs.recv()
            try:
                answer = function(something), ""
            except Exception:  # noqa: BLE001 -- told on the other side
                answer = None, traceback.format_exc()
            theirs.send(answer)
