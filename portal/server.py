"""How gunicorn serves the portal: its configuration, read by `manage.py serve`.

Options in the variable GUNICORN_CMD_ARGS come after these and win.
"""

from typing import Any

wsgi_app = "portal.wsgi"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # read the code once, then fork: half the time to the first answer
control_socket_disable = True  # it would lie in the home folder, shared by all of a user's portals
loglevel = "warning"
graceful_timeout = 10


def when_ready(server: Any) -> None:
    """Say where the portal answers, now that it does."""
    from django.conf import settings

    from portal.setup import password_file

    address = str(server.LISTENERS[0])
    print(f"\n{settings.SITE_NAME} is ready: {address}/")
    print(f"Administration: {address}/admin/")
    if password_file().exists():
        print(f'Sign in as "admin" with the password in {password_file()}')
    print("Stop it with Ctrl-C.", flush=True)
