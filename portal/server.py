"""How the portal is served: by granian, whose workers are forked once all code is read."""

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
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Callable[..., Any]:
    """Return the application to a new worker, which leaves Ctrl-C to the server."""
    # Together with the server's SIGTERM that follows, the terminal's SIGINT would hang it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=end_with_the_server, daemon=True).start()
    return application


def end_with_the_server() -> None:
    """End this worker when the server is gone without a word, which would leave it the port."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os.kill(os.getpid(), signal.SIGTERM)
