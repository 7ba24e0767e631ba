"""Reading pages as a visitor does, and a profile with something in every part of it."""

from html.parser import HTMLParser

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.kit.changes import changing
from portal.kit.pages import memory
from publications.models import Authorship, Award, Publication, PublicationLink
from publications.models import PublicationLinkKind as Kind
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    NewsItem,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from tests.factories import make_lab, make_publication, make_researcher, make_venue


class Reader(HTMLParser):
    """Collects the text of every element of one class, and the addresses a browser fetches."""

    def __init__(self, markup: str, css: str = "") -> None:
        super().__init__()
        self.css, self.depth, self.texts, self.fetched = css, 0, [], []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self.depth and tag not in {"img", "br", "source", "input", "link", "meta"}:
            self.depth += 1
        elif self.css and not self.depth and self.css in (named.get("class") or "").split():
            self.depth = 1
            self.texts.append("")
        if tag in {"img", "script", "video", "source", "iframe"}:
            self.fetched += [named[name] for name in ("src", "srcset") if named.get(name)]
        if tag == "link" and named.get("rel") not in {"canonical"}:
            self.fetched.append(named.get("href"))

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def texts(response: HttpResponse, css: str) -> list[str]:
    """Return the text of each element of class `css`, spaces folded."""
    return [" ".join(text.split()) for text in Reader(response.content.decode(), css).texts]


@changing()
def full_page(papers: int) -> Researcher:
    """Return a person with something in every part of her page and this many papers."""
    ada = make_researcher(
        "Ada Lovelace", visibility="page", bio="I *compute*.", research="Engines."
    )
    lab = make_lab("Engine Lab", members=[ada])
    github = ProfileLinkKind.objects.get(key="github")
    ProfileLink.objects.create(researcher=ada, kind=github, value="ada")
    Degree.objects.create(researcher=ada, degree="Ph.D.", year=1840)
    Position.objects.create(researcher=ada, organization="Analytical Engines")
    Teaching.objects.create(researcher=ada, title="Programming", code="CS 1")
    Activity.objects.create(researcher=ada, kind="talk", title="On engines")
    NewsItem.objects.create(researcher=ada, date="1843-09", text="A [note](https://example.org).")
    Section.objects.create(researcher=ada, kind="text", title="Whimsy", body="Poetry.", position=9)
    project = Project.objects.create(name="Engine")
    project.labs.add(lab)
    Contribution.objects.create(researcher=ada, project=project, role="Programmer")
    venue, code = make_venue("Royal Society"), Kind.objects.get(key="code")
    for number in range(papers):
        paper = make_publication(
            f"Note {number}", authors=[ada], venue=venue, year=1800 + number % 90, month=3
        )
        PublicationLink.objects.create(publication=paper, kind=code, url="https://example.org/c")
        Award.objects.create(publication=paper, name="Oral")
    co_author = make_researcher("Charles Babbage")
    for paper in Publication.objects.all():
        Authorship.objects.create(publication=paper, researcher=co_author)
    return ada


def first_queries(client: Client, address: str) -> list[str]:
    """Return the SQL of rendering a page that is not in memory; nothing waits to become public."""
    client.get(address)  # reads what waits, once until a publication changes
    memory.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]
