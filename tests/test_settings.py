"""Settings: safe by default, and a sentence for whatever is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python here, with the portal's own settings and no variables but these."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=ROOT,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def value_of(expression: str, data: Path, **variables: str) -> str:
    """Return what `expression` over the settings prints."""
    code = f"from portal import settings; print({expression})"
    done = run("-c", code, BYLINE_DATA=str(data), **variables)
    assert done.stderr == ""
    return done.stdout.strip()


def complaint(data: Path, **variables: str) -> str:
    """Return the one line a start with these variables ends with."""
    done = run("manage.py", "check", **{"BYLINE_DATA": str(data), **variables})
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip()


DATABASE_HELP = "use postgres://user:password@host:5432/name or sqlite:////path/to/file"
HOSTS_HELP = "write host names only, parted by commas: portal.example.org"
ORIGINS_HELP = "write scheme and host only: https://portal.example.org"
ZONE_HELP = "use a name of the time zone database, like Europe/Berlin"


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("BYLINE_DEBUG=ture", "BYLINE_DEBUG=ture: use True or False"),
        ("BYLINE_HTTPS=yes", "BYLINE_HTTPS=yes: use True or False"),
        ("BYLINE_SINGLE_RESEARCHER_HOME=2", "BYLINE_SINGLE_RESEARCHER_HOME=2: use True or False"),
        ("BYLINE_HOSTS=https://a.example", f"BYLINE_HOSTS=https://a.example: {HOSTS_HELP}"),
        ("BYLINE_HOSTS=a.example:80", f"BYLINE_HOSTS=a.example:80: {HOSTS_HELP}"),
        ("BYLINE_ORIGINS=a.example", f"BYLINE_ORIGINS=a.example: {ORIGINS_HELP}"),
        ("BYLINE_ORIGINS=http://a/b", f"BYLINE_ORIGINS=http://a/b: {ORIGINS_HELP}"),
        ("BYLINE_CONTACT=Ada", "BYLINE_CONTACT=Ada: write one e-mail address: papers@example.org"),
        ("BYLINE_TIME_ZONE=Mars/Olympus", f"BYLINE_TIME_ZONE=Mars/Olympus: {ZONE_HELP}"),
        ("DATABASE_URL=mysql://u:secret@h/db", f"DATABASE_URL: {DATABASE_HELP}"),
        ("DATABASE_URL=postgres://u:secret@h:port/db", f"DATABASE_URL: {DATABASE_HELP}"),
        ("DATABASE_URL=postgres://u:secret@h", f"DATABASE_URL: {DATABASE_HELP}"),
        ("DATABASE_URL=sqlite://", f"DATABASE_URL: {DATABASE_HELP}"),
        ("BYLINE_DEBUGG=1", "BYLINE_DEBUGG is not a setting; did you mean BYLINE_DEBUG?"),
        ("BYLINE_DATABASE=x", "BYLINE_DATABASE is not a setting; did you mean DATABASE_URL?"),
        ("BYLINE_QQQ=x", "BYLINE_QQQ is not a setting."),
    ],
)
def test_wrong_value_is_answered_with_a_sentence(tmp_path, variable, sentence):
    name, _, value = variable.partition("=")
    assert complaint(tmp_path, **{name: value}) == f"Settings: {sentence}"


def test_data_folder_that_is_a_file_is_answered_with_a_sentence(tmp_path):
    file = tmp_path / "file"
    file.touch()
    assert complaint(file) == (
        f"Settings: BYLINE_DATA={file}: File exists. Choose a folder that can be written."
    )


def test_data_folder_that_cannot_be_made_is_answered_with_a_sentence():
    data = Path(os.devnull) / "data"
    assert complaint(data) == (
        f"Settings: BYLINE_DATA={data}: Not a directory. Choose a folder that can be written."
    )


def test_secret_key_file_that_is_empty_is_answered_with_a_sentence(tmp_path):
    file = tmp_path / "secret-key.txt"
    file.touch()
    assert complaint(tmp_path) == f"Settings: {file} is empty. Delete it, and a new key is made."


def test_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    data = tmp_path / "deep" / "data"
    first = value_of("settings.SECRET_KEY", data)
    assert len(first) >= 50
    assert value_of("settings.SECRET_KEY", data) == first
    assert [file.name for file in data.iterdir()] == ["secret-key.txt"]
    assert (data / "secret-key.txt").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700


def test_secret_key_of_the_environment_leaves_no_file(tmp_path):
    key = value_of("settings.SECRET_KEY", tmp_path, BYLINE_SECRET_KEY="x" * 50)
    assert key == "x" * 50
    assert list(tmp_path.iterdir()) == []


def test_defaults_are_safe(tmp_path):
    shown = "settings.DEBUG, settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS, settings.HTTPS"
    assert value_of(shown, tmp_path) == "False ['localhost', '127.0.0.1', '[::1]'] [] False"


def test_data_folder_holds_everything_that_changes(tmp_path):
    shown = (
        "*(settings.DATABASES['default']['NAME'], settings.MEDIA_ROOT, settings.STATIC_ROOT, "
        "settings.STORAGES['originals']['OPTIONS']['location']), sep='\\n'"
    )
    assert value_of(shown, tmp_path).split("\n") == [
        str(tmp_path / name) for name in ("byline.sqlite3", "media", "static", "originals")
    ]


def test_database_comes_from_its_address(tmp_path):
    shown = "[settings.DATABASES['default'][key] for key in ('ENGINE', 'NAME', 'HOST', 'PASSWORD')]"
    database = value_of(shown, tmp_path, DATABASE_URL="postgres://u:p%40ss@db.example:5432/lab")
    assert database == "['django.db.backends.postgresql', 'lab', 'db.example', 'p@ss']"


def test_deploy_check_finds_nothing_behind_https(tmp_path):
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        BYLINE_DATA=str(tmp_path), BYLINE_HTTPS="True", BYLINE_HOSTS="portal.example.org",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "System check identified no issues (2 silenced).\n",
        "",
    )
