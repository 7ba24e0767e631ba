"""The API described: OpenAPI document, reference page, guide, and the page browsers get."""

import base64
import hashlib
import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from publications.api.renderers import linked_json
from publications.api.schema import openapi
from publications.models import Authorship, Topic
from tests.api_client import HOST, LISTS, read
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
GUIDE = Path(__file__).parent.parent / "docs" / "api.md"
ORCID = "0000-0002-1825-0097"


@pytest.fixture
def portal() -> None:
    """Rows under the slugs that the demo, the guide and the examples use."""
    michael = make_researcher("Michael Luo", visibility="page", orcid=ORCID)
    other = make_researcher("Eve Hidden", visibility="hidden")
    lab = make_lab("SkyLab", members=[michael], parent=make_lab("UC Berkeley EECS"))
    make_lab("Unit", parent=lab)
    paper = make_publication(
        "Balsa: Learning a Query Optimizer Without Expert Demonstrations",
        authors=[michael, other],
        venue=make_venue("Learning Representations", short_name="ICLR"),
        year=2022,
        doi="10.1145/3514221.3517885",
        arxiv_id="2201.01441",
    )
    Authorship.objects.create(publication=paper, researcher=michael, role="editor")
    make_venue("Neural Information Processing", short_name="NeurIPS")
    make_publication("Reinforcement learning", authors=["Ion Stoica"], year=2020)
    paper.topics.add(Topic.objects.create(name="Robotics"))


def test_openapi_document_is_valid_and_made_without_a_warning(tmp_path):
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml")
    )
    assert list(openapi()["paths"]) == [
        "/api/",
        "/api/publications",
        "/api/publications/{slug}",
        "/api/researchers",
        "/api/researchers/{slug}",
        "/api/researchers/{slug}/publications",
        "/api/labs",
        "/api/labs/{slug}",
        "/api/labs/{slug}/publications",
        "/api/venues",
        "/api/venues/{slug}",
        "/api/topics",
        "/api/topics/{slug}",
    ]


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("", "*/*", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("?format=yaml", "*/*", "application/yaml"),
        ("", BROWSER["accept"], "application/json"),
    ],
)
def test_openapi_document_comes_as_json_or_yaml(client, query, accept, media_type):
    response = client.get(f"/api/schema{query}", headers={"accept": accept})
    assert response.headers["Content-Type"].split(";")[0] == media_type
    assert yaml.safe_load(response.content) == json.loads(json.dumps(openapi()))


def strict_schema(reference: str) -> dict[str, Any]:
    """Return the schema of `reference` with its components, in which no unknown key is allowed."""
    components = deepcopy(openapi()["components"])
    for schema in components["schemas"].values():
        schema["additionalProperties"] = False
    return {"$ref": reference, "components": components}


@pytest.mark.usefixtures("portal")
def test_answers_have_exactly_the_documented_keys_and_types(client):
    slugs = {
        "labs": "skylab",
        "publications": "balsa-learning-a-query-optimizer-without-expert-demonstrations",
        "researchers": "michael-luo",
        "topics": "robotics",
        "venues": "iclr",
    }
    checked = []
    for path, methods in openapi()["paths"].items():
        address = path.replace("{slug}", slugs.get(path.split("/")[2], ""))
        responses = methods["get"]["responses"]
        right = responses["200"]["content"]["application/json"]["schema"]["$ref"]
        wrong = responses["400"]["content"]["application/problem+json"]["schema"]["$ref"]
        found = read(client, address)
        assert found.get("count") != 0, address
        jsonschema.validate(found, strict_schema(right))
        jsonschema.validate(read(client, f"{address}?wrong=1", 400), strict_schema(wrong))
        checked.append(right.rpartition("/")[2])
    assert sorted(set(checked)) == [
        "Index",
        "LabDetail",
        "LabPage",
        "Publication",
        "PublicationPage",
        "Researcher",
        "ResearcherPage",
        "Topic",
        "TopicPage",
        "Venue",
        "VenuePage",
    ]


@pytest.mark.usefixtures("portal")
def test_examples_of_all_parameters_work(client):
    for name in ("publications", "researchers", "labs", "venues", "topics"):
        for parameter in openapi()["paths"][f"/api/{name}"]["get"]["parameters"]:
            if parameter["in"] == "query" and parameter["name"] != "page":
                example = parameter["schema"]["examples"][0]
                value = str(example).lower() if example is True else str(example)
                read(client, f"/api/{name}?{parameter['name']}={value.replace(' ', '+')}")


def curls() -> list[tuple[str, int]]:
    """Return the address of every curl line of the guide, and the status it should have."""
    lines = re.findall(
        r"^curl 'http://127\.0\.0\.1:8000(\S+)'(?:  # (\d+))?$", GUIDE.read_text(), re.M
    )
    return [(address, int(status or 200)) for address, status in lines]


def test_guide_has_no_curl_line_that_is_not_run():
    assert len(curls()) == GUIDE.read_text().count("\ncurl ") > 20


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize(("address", "status"), curls())
def test_curl_lines_of_the_guide_work(client, address, status):
    found = read(client, address, status)
    if status == 400:
        shown = re.search(r"```json\n(.*?)```", GUIDE.read_text(), re.S)
        assert found == json.loads(shown.group(1))
    else:
        assert found.get("count") != 0


def assert_fits_the_content_policy(html: str) -> None:
    """Fail for what the policy would block: scripts and styles in the page, foreign hosts."""
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html) == []
    for script in re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", html, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
    assert re.findall(r'(?:src|<link[^>]*href)="(?!/|http://testserver/)', html) == []


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("path", ["", *LISTS, "labs/skylab", "publications?venu=x", "nothing/here"])
def test_browsers_get_a_page_with_the_same_json(client, path):
    programs = client.get(f"/api/{path}")
    response = client.get(f"/api/{path}", headers=BROWSER)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.status_code == programs.status_code
    html = response.content.decode()
    assert linked_json(programs.json()) in html
    assert_fits_the_content_policy(html)


@pytest.mark.usefixtures("portal")
def test_browsable_page_leads_on(client):
    html = client.get("/api/labs?page_size=1&page=2", headers=BROWSER).content.decode()
    assert f'<a rel="prev" href="{HOST}/api/labs?page_size=1">Previous</a>' in html
    assert f'<a rel="next" href="{HOST}/api/labs?page=3&amp;page_size=1">Next</a>' in html
    assert 'href="/api/labs?format=json&amp;page=2&amp;page_size=1"' in html


def test_browsable_page_escapes_what_it_prints():
    data = {"a": "<script>", "b": 'https://example.org/?a=1&b="<i>', "c": "javascript:alert(1)"}
    assert linked_json(data) == (
        "{\n  &quot;a&quot;: &quot;&lt;script&gt;&quot;,\n  &quot;b&quot;: "
        '<a href="https://example.org/?a=1&amp;b=&quot;&lt;i&gt;">'
        "&quot;https://example.org/?a=1&amp;b=\\&quot;&lt;i&gt;&quot;</a>,\n"
        "  &quot;c&quot;: &quot;javascript:alert(1)&quot;\n}"
    )


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/"])
@pytest.mark.usefixtures("portal")
def test_reference_page_names_every_address_parameter_and_key(client, path):
    html = client.get(path).content.decode()
    assert_fits_the_content_policy(html)
    document = openapi()
    for address, methods in document["paths"].items():
        assert f"<code>GET {address}</code>" in html
        for parameter in methods["get"]["parameters"]:
            assert parameter["in"] == "path" or f"<code>{parameter['name']}</code>" in html
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith("Page"):
            assert f'id="shape-{name}"' in html
            assert [key for key in schema["properties"] if f"<code>{key}</code>" not in html] == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) - set(ids) == set()


@pytest.mark.usefixtures("portal")
def test_reference_page_shows_examples_from_this_portal(client):
    html = client.get("/api/docs").content.decode()
    for path in ("publications", "researchers", "venues", "topics"):
        assert linked_json(read(client, f"/api/{path}")["results"][0]) in html
    assert client.get("/api/researchers").json()["results"][0]["slug"] == "michael-luo"


def test_reference_page_of_an_empty_portal_has_no_examples(client):
    html = client.get("/api/docs").content.decode()
    assert "Example from this portal" not in html


def test_bad_parameter_type_leads_to_its_explanation(client):
    kind = read(client, "/api/labs?x=1", 400)["type"]
    page, _, anchor = kind.partition("#")
    assert f'id="{anchor}"' in client.get(page).content.decode()
