"""manage.py serve: everything from an empty folder to a portal that answers."""

import errno
import os
import re
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection, connections

from portal import setup


class Command(BaseCommand):
    help = (
        "Bring the database up to date, fill a new one with the demo and an administrator, collect "
        "the static files, and serve."
    )
    requires_system_checks = []  # `make check` runs them; here they only cost time

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="8000 unless given")
        parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1 unless given")
        parser.add_argument(
            "--no-demo", action="store_true", help="Leave a new database without the demo."
        )
        parser.add_argument(
            "--workers", type=int, default=2, help="Processes that answer; 2 unless given"
        )

    def handle(self, *, port: str, host: str, no_demo: bool, workers: int, **options: Any) -> None:
        check_port(host, port_number(port))
        check_data_folder()
        try:
            setup.migrate(self.stdout.write)
            setup.derive(self.stdout.write)
            setup.fill(self.stdout.write, demo=not no_demo)
        except DatabaseError as error:
            raise CommandError(database_sentence(error)) from error
        except OSError as error:
            raise CommandError(data_sentence(error)) from error
        finally:
            connections.close_all()
        try:
            setup.collect_static(self.stdout.write)
        except OSError as error:
            raise CommandError(data_sentence(error)) from error
        self.stdout.flush()
        from portal.server import serve

        check_port(host, int(port))  # another portal may have come first meanwhile
        serve(host, int(port), workers)


def port_number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise CommandError(f'"{text}" is not a port. Give a number from 1 to 65535.')
    return int(text)


def check_port(host: str, port: int) -> None:
    """Raise CommandError with the remedy unless this host and port can be served."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        other = f"Choose another one: PORT={port + 1 if 1024 <= port < 65535 else 8001} make run"
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is in use by another program. {other}"
        elif error.errno in {errno.EACCES, errno.EPERM}:
            message = f"Port {port} is only for the system's administrator. {other}"
        else:
            message = f'"{host}" is no address of this machine. Use --host 127.0.0.1.'
        raise CommandError(message) from error


def check_data_folder() -> None:
    """Raise CommandError with the remedy unless the data folder can be written."""
    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(data_sentence(error)) from error
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        raise CommandError(data_sentence(PermissionError(errno.EACCES, "Permission denied")))


def data_sentence(error: OSError) -> str:
    where = error.filename or settings.DATA_DIR
    return f"{where}: {error.strerror}. Choose a folder that can be written: BYLINE_DATA=folder"


def database_sentence(error: DatabaseError) -> str:
    reason = (str(error).strip() or "no reason given").splitlines()[0].rstrip(".")
    if connection.vendor == "sqlite":
        return f"The database {connection.settings_dict['NAME']} cannot be used: {reason}."
    return f"The database cannot be used: {reason}. Check DATABASE_URL, and that its server runs."
