"""Public templates: each compiles, a misspelt name is an error, what people wrote is escaped."""

import jinja2
import pytest
from django.http import QueryDict
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.urls import set_script_prefix

from portal.jinja import counted, querystring, url
from publications.models import Publication

env = engines["jinja2"].env


@pytest.mark.parametrize("name", env.list_templates())
def test_template_compiles(name: str) -> None:
    env.get_template(name)


def test_misspelt_name_is_an_error() -> None:
    paper = Publication(title="Engines")
    with pytest.raises(jinja2.UndefinedError, match="titel"):
        env.from_string("{{ paper.titel }}").render(paper=paper)
    with pytest.raises(jinja2.UndefinedError, match="papr"):
        env.from_string("{% if papr %}{% endif %}").render(paper=paper)


def test_what_people_wrote_is_escaped() -> None:
    template = env.from_string("{{ text }}|{{ text|markdown }}|{{ text|inline_title }}")
    shown = template.render(text="<i onclick='x()'>*y*</i> & z")
    assert shown.split("|") == [
        "&lt;i onclick=&#39;x()&#39;&gt;*y*&lt;/i&gt; &amp; z",
        "<p><i><em>y</em></i> &amp; z</p>",
        "&lt;i onclick=&#x27;x()&#x27;&gt;*y*&lt;/i&gt; &amp; z",
    ]


@pytest.mark.parametrize("name", ["items", "keys", "title"])
def test_key_of_a_dict_comes_before_its_methods(name: str) -> None:
    assert env.from_string(f"{{{{ shape.{name} }}}}").render(shape={name: "ours"}) == "ours"


def test_method_of_a_dict_is_found_where_no_key_has_its_name() -> None:
    template = env.from_string(
        "{% for key, value in shape.items() %}{{ key }}={{ value }}{% endfor %}"
    )
    assert template.render(shape={"a": 1}) == "a=1"


def test_link_to_another_page_keeps_the_rest_of_the_query() -> None:
    query = QueryDict("q=a%26b&page=2&lab=x")
    assert querystring(query, page=3) == "?q=a%26b&page=3&lab=x"
    assert query["page"] == "2"


@pytest.mark.parametrize(("number", "words"), [(0, "0 people"), (1, "1 person"), (2, "2 people")])
def test_number_has_its_word(number: int, words: str) -> None:
    assert counted(number, "person", "people") == words


def test_address_follows_the_prefix_the_portal_is_mounted_under() -> None:
    assert url("home") == "/"
    set_script_prefix("/portal/")
    try:
        assert url("home") == "/portal/"
    finally:
        set_script_prefix("/")


def test_admin_has_djangos_templates_and_pages_have_jinja2s() -> None:
    assert get_template("base.html").backend.name == "jinja2"
    assert get_template("admin/index.html").backend.name == "django"
    with pytest.raises(TemplateDoesNotExist):
        engines["django"].get_template("base.html")


def test_error_page_needs_neither_a_request_nor_the_database() -> None:
    assert "Something broke" in get_template("500.html").render()
