"""Errors of the API say what is wrong and what to do; nothing a caller sends breaks the server."""

import pytest
from django.urls import reverse

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.api import views
from publications.models import Topic
from tests.api_client import read
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "errors"),
    [
        (
            "publications?venu=x",
            [("venu", "x", 'There is no parameter "venu" here. Did you mean venue?')],
        ),
        (
            "publications?search=x",
            [("search", "x", 'There is no parameter "search" here. Did you mean q?')],
        ),
        (
            "topics/ada?wrong=1",
            [("wrong", "1", 'There is no parameter "wrong" here. This address takes format.')],
        ),
        (
            "publications?year=2021&year=2022",
            [("year", "2022", "year is given 2 times. Give it once; a comma means any of.")],
        ),
        ("publications?q=", [("q", "", "q has no value. Give one or leave q out.")]),
        (
            "publications?author=nobody&type=bok",
            [
                ("author", "nobody", 'There is no researcher "nobody". Look up its slug.'),
                ("type", "bok", '"bok" is not one of the choices. Did you mean book?'),
            ],
        ),
        (
            "publications?year=2022..2019",
            [("year", "2022..2019", "2022..2019 ends before it starts. Write 2019..2022.")],
        ),
        (
            "publications?year=new",
            [
                (
                    "year",
                    "new",
                    '"new" cannot be used. Write years like 2021, 2019..2022, 2019.. or ..2022.',
                )
            ],
        ),
        (
            "publications?page_size=101",
            [
                (
                    "page_size",
                    "101",
                    (
                        '"101" cannot be used. A page holds 1 to 100: ask for those and follow '
                        "next for the others."
                    ),
                )
            ],
        ),
        (
            "publications?ordering=yaer",
            [("ordering", "yaer", '"yaer" is not one of the choices. Did you mean year?')],
        ),
        (
            "publications?format=xml",
            [("format", "xml", 'There is no format "xml" here. Write json or html.')],
        ),
    ],
)
def test_bad_parameter_is_named_with_its_value_and_the_remedy(client, path, errors):
    Topic.objects.create(name="Ada")
    response = client.get(f"/api/{path}")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()) == (
        400,
        {
            "type": "/api/docs#bad-parameter",
            "title": "Bad Request",
            "status": 400,
            "detail": " ".join(detail for _, _, detail in errors),
            "errors": [
                {"parameter": name, "value": value, "detail": detail}
                for name, value, detail in errors
            ],
        },
    )


def test_bad_identifier_is_explained_by_its_scheme(client):
    with pytest.raises(InvalidIdentifier) as error:
        SCHEMES["orcid"].normalize("0000-0002-1825-0098")
    found = read(client, "/api/researchers?orcid=0000-0002-1825-0098", 400)
    assert found["detail"] == str(error.value)


@pytest.mark.parametrize(
    ("request_line", "accept", "status", "detail"),
    [
        ("GET /api/publications/none", "*/*", 404, 'There is no publication "none".'),
        ("GET /api/publication", "*/*", 404, "Did you mean /api/publications?"),
        ("POST /api/somewhere/else", "*/*", 404, "/api/ lists what there is."),
        ("GET /api/venues?page=2", "*/*", 404, "There is no page 2: this list has 1 page."),
        ("POST /api/publications", "*/*", 405, "This address answers GET, HEAD, OPTIONS only."),
        ("DELETE /api/labs/none", "*/*", 405, "This address answers GET, HEAD, OPTIONS only."),
        ("GET /api/publications", "application/xml", 406, "There is application/json, text/html."),
    ],
)
def test_errors_are_problem_details(client, request_line, accept, status, detail):
    method, path = request_line.split()
    response = client.generic(method, path, headers={"accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert list(response.json()) == ["type", "title", "status", "detail", "errors"]
    assert detail in response.json()["detail"]


HOSTILE = [
    "%00", "a%00b", "%ff%fe", "%", "%zz", "-1", "0", "1e9", "9" * 30, "9" * 6000, "x" * 10_000,
    "%20", "..", "...", "..9999999999", "1..2..3", ",", "a," * 3000, "'", '"', "<script>", "%0a",
    "%F0%9F%92%A9", "%ED%A0%80", "%C2%A0", "null", "[]", "{}", "%2e%2e%2f", "10.1234/a%2500",
    "--year", "-", "١٩٩٩", "²", "%D9%A1", "true,false",
    "__proto__", "a b c d e f g h i j k l m n o p",
]  # fmt: skip
LISTS = [
    views.PublicationList,
    views.ResearcherList,
    views.LabList,
    views.VenueList,
    views.TopicList,
]
ASKED = [(view, each.name) for view in LISTS for each in view.filters]
ASKED += [(views.PublicationList, name) for name in ("page", "page_size", "format", "other")]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_never_break_the_server(client, value):
    make_publication("Seen", authors=["Ada Lovelace"])
    for view, parameter in ASKED:
        path = reverse(f"api:{view.title.lower().removesuffix('s')}-list")
        query = f"{parameter}={value}".encode().decode("latin-1")  # as WSGI hands it on
        response = client.get(path, QUERY_STRING=query)
        assert response.status_code in {200, 400, 404}, (parameter, response.content)
        if response.status_code != 200:
            assert response.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_paths_are_not_found(client, path):
    response = client.get(f"/api/publications/{path}/x/y")
    assert (response.status_code, response.json()["status"]) == (404, 404)


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("&".join(f"a{n}=1" for n in range(30_000)), {}),
        ("%00=1", {}),
        ("=", {}),
        ("&&&", {}),
        ("", {"accept": "a" * 9000}),
        ("", {"accept": ",".join(["text/x"] * 500)}),
        ("", {"accept": ";;;q=x,/,*"}),
        ("", {"accept": "application/json; indent=99999999999"}),
        ("", {"range": "bytes=0-1", "if-none-match": "*", "content-type": "x" * 5000}),
    ],
)
def test_hostile_requests_never_break_the_server(client, query, headers):
    response = client.get("/api/publications", QUERY_STRING=query, headers=headers)
    assert response.status_code in {200, 304, 400, 406}, response.content
    if response.status_code == 304:  # to "If-None-Match: *" of a list that is there
        assert response.content == b""
        return
    assert response.json()["status" if response.status_code != 200 else "results"] is not None


def test_head_and_options_are_answered(client):
    get, head = client.get("/api/publications"), client.head("/api/publications")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert client.options("/api/publications").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/api/publications?wrong=1").status_code == 400
