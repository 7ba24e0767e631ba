"""YAML as text, lists and mappings: whatever it says it is, soon, or refused with a sentence."""

import time

import pytest
import yaml

from portal.kit import plain_yaml
from portal.kit.plain_yaml import UnreadableYaml, load_yaml


@pytest.fixture(params=["libyaml", "Python"], autouse=True)
def loader(request, monkeypatch):
    """Both parsers, as not every machine has libyaml."""
    if request.param == "Python":
        monkeypatch.setattr(plain_yaml, "_Loader", yaml.SafeLoader)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "a: no\nb: 1:20\nc: 010\nd: 2020-01-01",
            {"a": "no", "b": "1:20", "c": "010", "d": "2020-01-01"},
        ),
        ("[~, null, '', 'null']", [None, None, "", "null"]),
        ("a:\nb: ''", {"a": None, "b": ""}),
        ("a: &x [1, {b: c}]\nd: *x", {"a": ["1", {"b": "c"}], "d": ["1", {"b": "c"}]}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("", None),
        ("|\n  a\n  b", "a\nb"),
    ],
)
def test_values_are_text_lists_and_mappings(text, value):
    assert load_yaml(text) == value


@pytest.mark.parametrize(
    "told",
    ["!!bool maybe", "!!timestamp foo", "!!timestamp 2020-01-01", "!!int ''", "!!int 5",
     "!!float .nan", "!!binary aGk=", "!own thing", "!!python/name:os.system x"],
)  # fmt: skip
def test_tags_say_nothing(told):
    assert load_yaml(f"title: {told}") == {"title": told.partition(" ")[2].strip("'")}


def bomb(tag, start=""):
    levels = "\n".join(
        f"a{n}: &a{n} {{{tag} <<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 9)
    )
    return f"{start}a0: &a0 {{k: v}}\n{levels}"


@pytest.mark.parametrize(
    "text",
    [
        bomb("!!merge"),
        bomb("!!m%65rge"),
        bomb("!y!merge", "%TAG !y! tag:yaml.org,2002:\n---\n"),
        "a: &a " + "x" * 1_000_000 + "\nb: [" + "*a," * 15_000 + "]",
        "a: &a [*a]",
        "a: *nobody",
        "[" * 100_000,
        "? " * 100_000,
        "{? [a, b] : c}",
        "a: b\n---\nc: d",
        "".join(f"%TAG !a{n}! b\n" for n in range(100_000)),
        "%YAML 1.1.1.1",
        '"\\U99999999"',
        "a: \ud800",
        "a: \0",
    ],
    ids=range(15),
)
def test_what_grows_nests_or_is_none_is_refused_soon(text):
    start = time.monotonic()
    with pytest.raises(UnreadableYaml, match=r"\.$"):
        load_yaml(text)
    assert time.monotonic() - start < 5


def test_large_file_of_one_depth_is_read_by_libyaml():
    """It has more signs of nesting than once made it go to the slow parser, which took 9 s."""
    if plain_yaml._Loader is yaml.SafeLoader:
        pytest.skip("It is slow in Python.")
    item = "- title: A\n  authors: [a b, c d]\n  url: https://x.example/\n"
    start = time.monotonic()
    assert len(load_yaml(item * 15_000, 200_000)) == 15_000
    assert time.monotonic() - start < 4
