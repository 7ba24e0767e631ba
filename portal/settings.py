"""Settings, read from the environment; the defaults make a safe portal on one machine.

A misspelt variable or a wrong value stops the start with a sentence. README.md lists them.
"""

import contextlib
import difflib
import importlib.util
import os
import re
import secrets
import tempfile
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined

T = TypeVar("T")
ENGINES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent
_known: set[str] = set()


def setting(name: str, default: T, read: Callable[[str], T]) -> T:
    """Return the variable `name` read by `read`, or `default` if it is not set."""
    _known.add(name)
    text = os.environ.get(name)
    if text is None or text == "":
        return default
    try:
        return read(text)
    except ValueError as error:
        shown = name if name == "DATABASE_URL" else f"{name}={text}"  # it has a password in it
        raise ImproperlyConfigured(f"{shown}: {error}") from error


def boolean(text: str) -> bool:
    if text not in {"True", "False", "true", "false", "1", "0"}:
        raise ValueError("use True or False")
    return text in {"True", "true", "1"}


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def hosts(text: str) -> list[str]:
    for host in words(text):
        if "/" in host or (":" in host and not host.startswith("[")):
            raise ValueError("write host names only, parted by commas: portal.example.org")
    return words(text)


def origins(text: str) -> list[str]:
    for origin in words(text):
        if not re.fullmatch(r"https?://[^/]+", origin):
            raise ValueError("write scheme and host only: https://portal.example.org")
    return words(text)


def database(text: str) -> dict[str, Any]:
    try:
        config: dict[str, Any] = environ.Env.db_url_config(text)
    except (ValueError, ImproperlyConfigured):
        config = {}
    if config.get("ENGINE") not in ENGINES or config["NAME"] in {"", ":memory:"}:
        raise ValueError("use postgres://user:password@host:5432/name or sqlite:////path/to/file")
    if config["ENGINE"].endswith("postgresql") and not importlib.util.find_spec("psycopg"):
        raise ValueError("PostgreSQL needs psycopg, which requirements/postgres.txt brings")
    return config


def time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (LookupError, ValueError, OSError) as error:
        message = "use a name of the time zone database, like Europe/Berlin"
        raise ValueError(message) from error
    return text


def email(text: str) -> str:
    if not re.fullmatch(r"[^@\s;()<>]+@[^@\s;()<>]+\.[^@\s;()<>]+", text) or not text.isascii():
        raise ValueError("write one e-mail address: papers@example.org")
    return text


def megabytes(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text):
        raise ValueError("write megabytes as a whole number, 0 for none")
    return int(text)


DATA_DIR = setting("BYLINE_DATA", BASE_DIR / "var", lambda text: Path(text).expanduser().resolve())
DEBUG = setting("BYLINE_DEBUG", False, boolean)
ALLOWED_HOSTS = setting("BYLINE_HOSTS", ["localhost", "127.0.0.1", "[::1]"], hosts)
CSRF_TRUSTED_ORIGINS: list[str] = setting("BYLINE_ORIGINS", [], origins)
HTTPS = setting("BYLINE_HTTPS", False, boolean)
SITE_NAME = setting("BYLINE_SITE_NAME", "Byline", str)
SITE_TAGLINE = setting("BYLINE_SITE_TAGLINE", "People and papers, rightly credited.", str)
SINGLE_RESEARCHER_HOME = setting("BYLINE_SINGLE_RESEARCHER_HOME", False, boolean)
TIME_ZONE = setting("BYLINE_TIME_ZONE", "UTC", time_zone)
CONTACT = setting("BYLINE_CONTACT", "", email)
PAGE_CACHE = setting("BYLINE_PAGE_CACHE", 16, megabytes) * (not DEBUG)


def _secret_key() -> str:
    """Return the key kept in the data folder, made on first use.

    The file appears with its content in it: of two processes that start at once, one makes it and
    the other reads it.
    """
    path = DATA_DIR / "secret-key.txt"
    try:
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            descriptor, draft = tempfile.mkstemp(dir=DATA_DIR)  # mode 0600
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            Path(draft).unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"BYLINE_DATA={DATA_DIR}: {error.strerror}. Choose a folder that can be written."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty. Delete it, and a new key is made.")
    return key


SECRET_KEY = setting("BYLINE_SECRET_KEY", "", str) or _secret_key()

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.kit.apps.KitConfig",
    "portal.accounts.apps.AccountsConfig",
    "researchers.apps.ResearchersConfig",
    "publications.apps.PublicationsConfig",
    "portal.apps.BylineAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "portal.kit.pages.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.GZipTextMiddleware",
    "portal.middleware.SpeculationRulesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.MovedMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # public pages
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "portal.jinja.environment",
            "undefined": StrictUndefined,  # a misspelt name is an error, not a gap
            "trim_blocks": True,
            "lstrip_blocks": True,
            "context_processors": ["portal.context.site"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # the admin
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": setting(
        "DATABASE_URL",
        {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "byline.sqlite3"},
        database,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Opening a file anew costs a request milliseconds.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA mmap_size=16777216;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "originals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "originals"},
    },
    "staticfiles": {"BACKEND": "portal.kit.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".rules": "application/speculationrules+json"}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# A site that is reached by https says so by BYLINE_HTTPS; the demo on a laptop has none.
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = setting(
    "BYLINE_HSTS_SUBDOMAINS", False, boolean
)
# A portal does not bind the host names below its own unless asked to.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The one inline script: base.html sets the chosen theme before the first paint.
        "script-src": [SELF, "'sha256-/IAvaHuAtr5WtdH8VnJ+4FODvIoZ01pgOVfXct8spPo='"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# What takes long is done by a process beside those that answer (portal/server.py).
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if DEBUG
        else "django_tasks_db.DatabaseBackend"
    }
}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": [
        "publications.api.renderers.PlainJSONRenderer",
        "publications.api.renderers.BrowsableRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_PAGINATION_CLASS": "publications.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["publications.api.filters.StrictFilterBackend"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "publications.api.renderers.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "publications.api.schema.Operations",
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "publications.api.problems.problem_details",
    "DEFAULT_VERSIONING_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Byline API",
    "DESCRIPTION": "People, labs, venues and publications, with every author in order.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "PREPROCESSING_HOOKS": ["publications.api.schema.one_form_of_each"],
    "POSTPROCESSING_HOOKS": ["publications.api.schema.with_components"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"level": "INFO"},
    },
}

for _name in os.environ:
    if _name.startswith("BYLINE_") and _name not in _known:
        _ends = {name.removeprefix("BYLINE_"): name for name in _known}
        _near = difflib.get_close_matches(_name.removeprefix("BYLINE_"), _ends, 1)
        raise ImproperlyConfigured(
            f"{_name} is not a setting" + (f"; did you mean {_ends[_near[0]]}?" if _near else ".")
        )
