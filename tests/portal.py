"""A small portal in which everything hangs on something, and what changes renew in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.kit.changes import Shelf, changing
from publications.derive import differences
from publications.models import (
    Authorship,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
    Topic,
    Venue,
)
from researchers.models import Contribution, Lab, Membership, Project, Researcher
from tests.factories import make_lab, make_publication, make_researcher, make_venue


@dataclass
class Portal:
    """Three people with pages, a lab within another, eight papers, a preprint and a draft."""

    people: dict[str, Researcher]
    labs: dict[str, Lab]
    venues: dict[str, Venue]
    topics: dict[str, Topic]
    project: Project
    papers: dict[str, Publication]

    @property
    def addresses(self) -> list[str]:
        """Every public page and every list and thing of the API."""
        pages = ["/", "/publications/", "/researchers/", "/labs/", "/venues/"]
        pages += [f"/researchers/{slug}/" for slug in self.people]
        pages += [f"/labs/{slug}/" for slug in self.labs]
        pages += [f"/venues/{slug}/" for slug in self.venues]
        pages += [f"/topics/{slug}/" for slug in self.topics]
        pages += [f"/publications/{slug}/" for slug in self.papers if slug != "draft"]
        pages += [f"/projects/{self.project.slug}/"]
        api = [f"/api/{name}" for name in ("publications", "researchers", "labs", "venues")]
        api += ["/api/topics", "/api/", "/api/docs", "/api/schema"]
        for kind in ("researchers", "labs", "venues", "topics", "publications"):
            api += [f"/api{page[:-1]}" for page in pages if page.startswith(f"/{kind}/")][1:]
        api += [f"/api/researchers/{slug}/publications" for slug in self.people]
        api += [f"/api/labs/{slug}/publications" for slug in self.labs]
        return pages + api


@changing()
def make_portal() -> Portal:
    """Return a portal: Ada is in the unit, Bob in the lab above it, Cleo in neither.

    | paper | authors | venue | topic | |
    | --- | --- | --- | --- | --- |
    | one | Ada, Bob | Icra | robots | in the project, has a link |
    | two | Ada | Icra | robots | |
    | three | Bob, Ada | Jmlr | proofs | |
    | four | Bob | Jmlr | | |
    | five | Cleo | Jmlr | proofs | |
    | six | Cleo, a friend | | | reviews five |
    | seven | a friend | | | undated |
    | eight | Ada, Cleo | Icra | | |
    | preprint | Ada, Bob | | | gives way to one |
    | draft | Cleo | Jmlr | proofs | |
    """
    people = {
        name.lower(): make_researcher(f"{name} Author", visibility="page", slug=name.lower())
        for name in ("Ada", "Bob", "Cleo")
    }
    ada, bob, cleo = people.values()
    friend = make_researcher("A Friend")
    lab = make_lab("Sky Lab", slug="sky", members=[bob])
    unit = make_lab("Robot Unit", slug="robot-unit", parent=lab, members=[ada])
    icra, jmlr = make_venue("Icra Conference", slug="icra"), make_venue("Jmlr Journal", slug="jmlr")
    robots, proofs = (
        Topic.objects.create(name=f"On {slug}", slug=slug) for slug in ("robots", "proofs")
    )
    project = Project.objects.create(name="Engine")
    project.labs.add(unit)
    Contribution.objects.create(project=project, researcher=ada)
    rows: dict[str, tuple[list[Researcher], dict[str, Any], list[Topic]]] = {
        "one": ([ada, bob], {"venue": icra, "year": 2021}, [robots]),
        "two": ([ada], {"venue": icra, "year": 2022}, [robots]),
        "three": ([bob, ada], {"venue": jmlr, "year": 2022}, [proofs]),
        "four": ([bob], {"venue": jmlr, "year": 2020}, []),
        "five": ([cleo], {"venue": jmlr, "year": 2021}, [proofs]),
        "six": ([cleo, friend], {"year": 2019}, []),
        "seven": ([friend], {"year": None}, []),
        "eight": ([ada, cleo], {"venue": icra, "year": 2023}, []),
        "preprint": ([ada, bob], {"year": 2020, "type": "article"}, []),
        "draft": ([cleo], {"venue": jmlr, "year": 2023, "status": "draft"}, [proofs]),
    }
    papers = {}
    for name, (authors, fields, topics) in rows.items():
        paper = make_publication(f"Paper {name}", slug=name, authors=authors, **fields)
        paper.topics.set(topics)
        papers[name] = paper
    papers["preprint"].preferred_version = papers["one"]
    papers["preprint"].save()
    papers["one"].projects.add(project)
    Relation.objects.create(publication=papers["six"], kind="Reviews", target=papers["five"])
    code = PublicationLinkKind.objects.get(key="code")
    PublicationLink.objects.create(publication=papers["one"], kind=code, url="https://example.org")
    return Portal(
        people,
        {"sky": lab, "robot-unit": unit},
        {"icra": icra, "jmlr": jmlr},
        {"robots": robots, "proofs": proofs},
        project,
        papers,
    )


def renewed(change: Callable[[], Any]) -> set[str]:
    """Make a change; return the shelves that it renewed, after a look at what is stored."""
    before = dict(Shelf.objects.values_list("key", "version"))
    change()
    after = dict(Shelf.objects.values_list("key", "version"))
    assert list(differences()) == []
    return {key for key, version in after.items() if before.get(key) != version}


def authorship(portal: Portal, paper: str, person: str) -> Authorship:
    return Authorship.objects.get(
        publication=portal.papers[paper], researcher=portal.people[person]
    )


def membership(portal: Portal, person: str) -> Membership:
    return Membership.objects.get(researcher=portal.people[person])
