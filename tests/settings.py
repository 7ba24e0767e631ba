"""The portal's settings for tests: nothing of the machine leaks in, nothing is left in the tree.

A module of its own, because pytest-django reads the settings before any conftest.py is read.
"""

import atexit
import os
import shutil
import tempfile

CHROMIUM = os.environ.get("BYLINE_CHROMIUM", "")  # of the browser tests; no setting of the portal

# Variables of the person who runs the tests must not decide them. DATABASE_URL stays: it is how
# the suite is run on PostgreSQL.
for _name in [name for name in os.environ if name.startswith("BYLINE_")]:
    del os.environ[_name]

# Workers of xdist are ended without ceremony; the process that started them sweeps up after them.
_root = os.environ.get("TESTS_ROOT")
if _root is None:
    _root = os.environ["TESTS_ROOT"] = tempfile.mkdtemp(prefix="byline-tests-")
    atexit.register(shutil.rmtree, _root, ignore_errors=True)
os.environ["BYLINE_DATA"] = tempfile.mkdtemp(dir=_root)

from portal.settings import *  # noqa: E402, F403 -- after the environment is set
from portal.settings import STORAGES  # noqa: E402 -- named, because it is changed below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
