"""How the portal is served: by granian, whose workers are forked once all code is read.

Beside them one process works off the background tasks.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from portal.setup import password_file
from portal.wsgi import application


class Server(MPServer):
    """A server that says where it answers, once it does."""

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        while not self.main_loop_interrupt.wait(0.01):
            with contextlib.suppress(OSError):
                socket.create_connection((self.bind_addr, self.bind_port)).close()
                self.announce()
                return

    def announce(self) -> None:
        address = f"http://{self._bind_addr_fmt}"
        print(f"\n{settings.SITE_NAME} is ready: {address}/")
        print(f"Administration: {address}/admin/")
        if password_file().exists():
            print(f'Sign in as "admin" with the password in {password_file()}')
        print("Stop it with Ctrl-C.", flush=True)


def serve(host: str, port: int, workers: int) -> None:
    """Serve the portal until Ctrl-C or SIGTERM; requests under way are finished."""
    get_resolver().url_patterns  # noqa: B018 -- all code is read before the workers share it
    gc.freeze()
    multiprocessing.set_start_method("fork", force=True)
    server = Server(
        "portal.wsgi:application",
        address=host if ":" in host else socket.gethostbyname(host),
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=2,  # more wait for each other, and each takes memory
        blocking_threads_idle_timeout=600,  # each keeps its connection to the database
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    tasks = TaskProcess()
    tasks.start()
    try:
        server.serve(target_loader=load, wrap_loader=False)
    finally:
        tasks.stop()


def load() -> Callable[..., Any]:
    """Return the application to a new worker, which leaves Ctrl-C to the server."""
    # Together with the server's SIGTERM that follows, the terminal's SIGINT would hang it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=end_with_the_server, daemon=True).start()
    return application


class TaskProcess:
    """The process that works off background tasks: started anew when it ends, until `stop`."""

    pause = 1.0  # seconds before it is started anew

    def __init__(self) -> None:
        self._is_stopped = threading.Event()
        self._process = multiprocessing.Process(target=work_off_tasks)
        self._thread = threading.Thread(target=self._keep_running, daemon=True)

    def start(self) -> None:
        self._process.start()
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """End it; a task that takes longer than `seconds` is broken off, its transaction undone."""
        self._is_stopped.set()
        self._process.terminate()
        self._thread.join(seconds)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join()

    def _keep_running(self) -> None:
        while True:
            self._process.join()
            if self._is_stopped.wait(self.pause):
                return
            self._process = multiprocessing.Process(target=work_off_tasks)
            self._process.start()
            if self._is_stopped.is_set():  # while it was started
                self._process.terminate()


def work_off_tasks() -> None:
    """Work off background tasks until SIGTERM; the one under way is finished."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # One that finished its task first would keep the port from the next server.
    threading.Thread(target=end_with_the_server, args=[signal.SIGKILL], daemon=True).start()
    options: dict[str, Any] = {"verbosity": 0, "reload": False, "startup_delay": False}
    options["worker_id"] = f"{socket.gethostname()[:40]}-{os.getpid()}"
    while True:
        # Somebody else may hold SQLite's lock for longer than this process waits for it.
        with contextlib.suppress(OperationalError):
            call_command("db_worker", **options)
        connections.close_all()
        threading.Event().wait(1)


def end_with_the_server(sent: signal.Signals = signal.SIGTERM) -> None:
    """End this process when the server is gone without a word, which would leave it the port."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os.kill(os.getpid(), sent)
