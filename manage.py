#!/usr/bin/env python3
"""Run one of the portal's commands; `manage.py help` lists them."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 -- the sentence an older Python should print
        sys.exit(f"Byline needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit(
            "Django is not installed here. Use .venv/bin/python manage.py, which make run sets up."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")


if __name__ == "__main__":
    main()
