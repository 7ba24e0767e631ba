"""Imports go down only, formats know no models, files stay small, nothing names this machine."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
GIT = shutil.which("git") or "git"

# Roof to floor. The floor is portal.kit and portal.accounts; the rest of portal is the roof.
STOREYS = ["portal", "publications", "researchers", "floor"]

# Within an app, from what is asked to what asks; a module of another name stands anywhere.
LAYERS = {
    "querysets": 0,
    "models": 1,
    "services": 2,
    "search": 2,
    "forms": 3,
    "exports": 4,
    "views": 4,
    "api": 4,
    "feeds": 4,
    "admin": 4,
    "management": 4,
    "urls": 4,
}
NEUTRAL = (
    "bylines",
    "citations",
    "csl",
    "drafts",
    "exporters",
    "identity",
    "importers",
    "name_lists",
    "names",
    "plain",
    "records",
    "spelling",
    "weighing",
    "lookup",
    "pasted",
    "scholarly",
    "sites",
)


def storey(module: str) -> str:
    """Return the storey of a module of ours, "" for one of somebody else's."""
    parts = module.split(".")
    if parts[0] == "portal" and parts[1:2] and parts[1] in {"kit", "accounts"}:
        return "floor"
    return parts[0] if parts[0] in STOREYS else ""


def imports(source: str, module: str, *, is_package: bool) -> Iterator[tuple[str, bool]]:
    """Yield (imported module, whether that happens as soon as `module` is imported).

    `from a import b` yields a.b, because b may be a module.
    """
    package = module if is_package else module.rpartition(".")[0]

    def names(node: ast.Import | ast.ImportFrom) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        start = node.module or ""
        if node.level:
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*parents, *filter(None, [node.module])])
        return [f"{start}.{alias.name}" for alias in node.names]

    def walk(node: ast.AST, *, at_once: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                yield from ((name, at_once) for name in names(child))
                continue
            late = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from walk(child, at_once=at_once and not late and not for_types)

    yield from walk(ast.parse(source), at_once=True)


def layer(module: str, app: str) -> int | None:
    """Return the layer of a module within `app`, None if it is in another or stands anywhere."""
    parts = module.split(".")
    return LAYERS.get(parts[1]) if parts[0] == app and len(parts) > 1 else None


def breaches(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Return a sentence for every import of the source that goes up."""
    found = []
    own, app = storey(module), module.partition(".")[0]
    is_neutral = any(part in NEUTRAL for part in module.split(".")[1:2])
    for target, at_once in imports(source, module, is_package=is_package):
        theirs = storey(target)
        if not theirs:
            continue
        if STOREYS.index(theirs) < STOREYS.index(own):
            found.append(f"{module} imports {target}: {own} stands below {theirs}")
        mine, other = layer(module, app), layer(target, app)
        if at_once and mine is not None and other is not None and mine < other:
            found.append(f"{module} imports {target}: that stands above it in {app}")
        if is_neutral and "models" in target.split("."):
            found.append(f"{module} imports {target}: it works without the database")
    return found


def our_files(*suffixes: str) -> list[Path]:
    """Return the files of the project, new ones too, that are not ignored by git."""
    listed = subprocess.run(
        [GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    files = [ROOT / name for name in listed if name]
    return [file for file in files if file.is_file() and file.suffix in suffixes]


def our_modules() -> list[tuple[str, Path]]:
    modules = []
    for file in our_files(".py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[0] in STOREYS and "migrations" not in parts:
            is_package = parts[-1] == "__init__"
            modules.append((".".join(parts[:-1] if is_package else parts), file))
    return modules


def test_imports_go_down_only():
    modules = our_modules()
    assert len(modules) > 50
    assert [
        breach
        for module, file in modules
        for breach in breaches(file.read_text(), module, is_package=file.name == "__init__.py")
    ] == []


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("portal.kit.text", "import researchers", "portal.kit.text imports researchers"),
        ("portal.kit.text", "from portal import views", "portal.kit.text imports portal.views"),
        ("portal.accounts.models", "from portal.views import home", "portal.views.home"),
        ("researchers.views", "from publications.models import Venue", "publications.models.Venue"),
        ("researchers.views", "def f():\n    import publications", "imports publications"),
        ("researchers.models.people", "from portal.setup import fill", "portal.setup.fill"),
        ("publications.views", "from portal.urls import x", "publications stands below portal"),
        ("publications.models.venue", "from ..views import x", "publications.views.x"),
        ("publications.models.venue", "from publications import forms", "publications.forms"),
        ("publications.querysets", "from .models import Venue", "publications.models.Venue"),
        ("publications.services", "from . import admin", "publications.admin"),
        ("publications.records", "from publications.models import Venue", "without the database"),
        ("publications.importers.ris", "def f():\n    from researchers.models import R", "without"),
    ],
)
def test_import_that_goes_up_is_found(module, source, expected):
    (breach,) = breaches(source, module)
    assert expected in breach


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("portal.views", "from publications.models import Venue"),
        ("publications.views", "from researchers.models import Lab"),
        ("publications.querysets", "from researchers.models import Lab"),
        ("publications.querysets", "def f():\n    from .models import Venue"),
        ("publications.querysets", "if TYPE_CHECKING:\n    from .models import Venue"),
        ("publications.admin", "from . import forms, services\nfrom .models import Venue"),
        ("researchers.models.people", "from portal.kit.text import fold\nfrom . import labs"),
        ("portal.kit.text", "import re\nfrom django.db import models"),
    ],
)
def test_import_that_goes_down_is_let_pass(module, source):
    assert breaches(source, module) == []


def test_no_file_is_longer_than_a_person_reads():
    lengths = {
        str(file.relative_to(ROOT)): file.read_text().count("\n")
        for file in our_files(".py", ".html", ".js")
        if "migrations" not in file.parts
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


TEXT = (".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".svg", ".json", "", ".yml")
MACHINE = re.compile(r"(?<![\w.~}])/(?:home|root|Users|work|farm|opt)/\w")
REGISTRY = re.compile(r"index-" + r"url\b|https?://[^\s\"]*/simple\b")


def test_nothing_names_the_machine_or_its_package_registry():
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in our_files(*TEXT)
        if file.name != Path(__file__).name
        for number, line in enumerate(file.read_text(errors="replace").split("\n"), 1)
        if MACHINE.search(line) or (REGISTRY.search(line) and file.name != "Makefile")
    ]
    assert found == []


@pytest.mark.parametrize("line", ["cd /home/ada/byline", '"/opt/x"', "=/Users/ada/lab"])
def test_path_of_a_machine_is_found(line):
    assert MACHINE.search(line)
