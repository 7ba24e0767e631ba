"""Front matter: whole and broken, in YAML, TOML and JSON."""

import pytest

from publications.sites.frontmatter import read_data, read_page

BROKEN_TOML = r'''+++
title = "On \alpha and \beta"
authors = ["B Reed", "Ada Quill"]
abstract = """One
title = "no title"
"""
date = 2020-01-01
[[links]]
name = "Code"
url = "https://code.example.org"
[[links]]
name = "The "best" one"
url = "https://best.example.org"
+++
Body
'''
BROKEN_YAML = r"""---
title: 'Warp: it's a loom'
authors:
- Ada Quill
- 'Reed, Bo
abstract: "Looms $\gamma$ \"fast\""
links:
- name: Code
  url: https://code.example.org
tags: [looms, "threads]
date: 2020-01-01
---
Body
"""
BROKEN_LIST = """---
sections:
- block: first
  content:

      # a comment
      name: me
      button:
        url: a
    columns: 1
- block: second
  content:
    title: 'Warp: it's'
    text: |-
      One

      Two
- block: third
  - block: moved
    text:
"
One

Two
"
- Fourth: 'open
type: landing
---
"""


def test_broken_toml_loses_only_the_broken_value() -> None:
    page = read_page(BROKEN_TOML, "a.md")
    assert page.values == {
        "title": r"On \alpha and \beta",
        "authors": ["B Reed", "Ada Quill"],
        "abstract": 'One\ntitle = "no title"\n',
        "date": "2020-01-01",
        "links": [
            {"name": "Code", "url": "https://code.example.org"},
            {"name": 'The "best" one', "url": "https://best.example.org"},
        ],
    }
    assert page.body == "Body\n"
    assert page.problems[0].where == "a.md, line 2"


def test_broken_yaml_loses_only_the_broken_value() -> None:
    page = read_page(BROKEN_YAML, "a.md")
    assert page.values == {
        "title": "Warp: it's a loom",
        "authors": ["Ada Quill", "'Reed, Bo"],
        "abstract": r'Looms $\gamma$ "fast"',
        "links": [{"name": "Code", "url": "https://code.example.org"}],
        "tags": ["looms", "threads"],
        "date": "2020-01-01",
    }
    assert page.problems[0].where == "a.md, line 2"


@pytest.mark.parametrize(
    "head", ['---\ntitle: "\\beta and \\frac"\n---\n', '+++\ntitle = "\\beta and \\frac"\n+++\n']
)
def test_tex_between_double_quotes_is_no_control_sign(head: str) -> None:
    page = read_page(head, "a.md")
    assert page.values == {"title": r"\beta and \frac"}
    assert not page.problems


def test_other_forms() -> None:
    assert read_page('{"title": "Weft", "year": 2020}\nBody', "a.md")[:2] == (
        {"title": "Weft", "year": "2020"},
        "\nBody",
    )
    assert read_page("No front matter", "a.md")[:2] == ({}, "No front matter")
    assert read_page("---\n- a\n---\nBody", "a.md").problems[0].where == "a.md"
    values, problems = read_data("[params]\na = 1\nb = \n[menu]\nc = 'd'\n", "config.toml")
    assert values == {"params": {"a": "1"}, "menu": {"c": "d"}}
    assert problems[0].where == "config.toml, line 3"


def test_comments_below_a_broken_value_and_text_in_stars() -> None:
    page = read_page(
        "---\nvenue: *Journal of Looms*\n# short: JL\n#other\n\nyear: 2020\n---\n", "a.md"
    )
    assert page.values == {"venue": "*Journal of Looms*", "year": "2020"}


def test_broken_list_loses_only_what_is_broken_in_it() -> None:
    page = read_page(BROKEN_LIST, "a.md")
    assert page.values == {
        "sections": [
            {"block": "first", "content": {"name": "me", "button": {"url": "a"}, "columns": "1"}},
            {"block": "second", "content": {"title": "Warp: it's", "text": "One\n\nTwo"}},
            {"block": "third"},
            {"block": "moved", "text": "\nOne\n\nTwo\n"},
            {"Fourth": "'open"},
        ],
        "type": "landing",
    }


def test_broken_depth_ends() -> None:
    text = "\n".join(f"{'  ' * depth}- a: 'x': b" for depth in range(300))
    assert "deep" in read_page(f"---\ndeep:\n{text}\n---\n", "a.md").values


def test_broken_length_ends() -> None:
    text = "\n".join(f"{' ' * (number % 3)}- a: 'x': b" for number in range(3_000))
    assert len(read_page(f"---\nlong:\n{text}\n---\n", "a.md").values["long"]) == 3_000
