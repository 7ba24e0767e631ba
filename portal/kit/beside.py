"""Work in a process of its own, beside this one, for machines with more than one core."""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

NICE = 10  # steps by which this process goes before the one beside it, which has less to do


class Beside(Generic[Given, Made]):
    """A function at work in another process: `give` it something, later `take` what it made.

    One thing at a time. The function must not touch the database: its process was forked with the
    connection of this one. It ends with this process, however that ends, for it would keep what the
    connection has locked.
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
        with suppress(BrokenPipeError):  # `take` tells that it ended
            self._ours.send(something)

    def take(self) -> Made:
        """Return what was made of the last thing given. Raises RuntimeError if that failed."""
        try:
            made, error = self._ours.recv()
        except EOFError:
            error = "it ended."
        if error:
            raise RuntimeError(f"A process beside this one failed: {error}")
        result: Made = made
        return result

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._ours.close()


def _serve(ours: Connection, theirs: Connection, function: Callable[[Given], Made]) -> None:
    ours.close()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # ends the other, which ends it
    os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError):
        while True:
            something = theirs.recv()
            try:
                answer = function(something), ""
            except Exception:  # noqa: BLE001 -- told on the other side
                answer = None, traceback.format_exc()
            theirs.send(answer)


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
