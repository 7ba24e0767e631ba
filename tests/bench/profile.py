"""The sections of the measured people's pages: a few rows of each kind."""

from collections.abc import Iterable


def fill_profiles(people: Iterable[int]) -> None:
    """Give every one of `people` links, degrees, positions, teaching, news and the rest."""
    from researchers import models
    from tests.bench.data import put

    kinds = dict(models.ProfileLinkKind.objects.values_list("key", "pk"))
    owners = list(people)
    by_hand = ("google-scholar", "github", "dblp")
    put(
        models.ProfileLink,
        ("researcher_id", "kind_id", "value", "position"),
        [(pk, kinds[key], f"bench{pk}", n) for pk in owners for n, key in enumerate(by_hand)],
    )
    put(
        models.Degree,
        ("researcher_id", "degree", "field", "institution", "year"),
        [(pk, name, "Science", "Example", year) for pk in owners for name, year in DEGREES],
    )
    put(
        models.Position,
        ("researcher_id", "organization", "title", "starts_on", "ends_on", "description"),
        [
            (pk, where, "Researcher", start, end, "Worked on *things*.")
            for pk in owners
            for where, start, end in POSITIONS
        ],
    )
    put(
        models.Teaching,
        ("researcher_id", "code", "title", "role", "term"),
        [(pk, f"CS {n}", "Measuring", "Instructor", "Fall 2020") for pk in owners for n in (1, 2)],
    )
    put(
        models.NewsItem,
        ("researcher_id", "date", "text"),
        [
            (pk, year * 10_000 + 500, f"A paper [of {year}](https://example.org/{year}) is out.")
            for pk in owners
            for year in range(2018, 2026)
        ],
    )
    put(
        models.Activity,
        ("researcher_id", "kind", "title", "date"),
        [(pk, kind, f"A {kind}", 20200000) for pk in owners for kind in ("talk", "award")],
    )
    put(
        models.Section,
        ("researcher_id", "kind", "title", "body"),
        [(pk, "text", "For students", "I take students. *Write to me.*") for pk in owners],
    )
    put(
        models.Project,
        ("id", "slug", "name", "tagline"),
        [(n, f"bench-project-{n}", f"Project {n}", "It goes on.") for n in (1, 2)],
    )
    put(
        models.Contribution,
        ("researcher_id", "project_id", "role"),
        [(pk, project, "Lead") for pk in owners for project in (1, 2)],
    )


DEGREES = (("Ph.D.", 2012), ("M.S.", 2008))
POSITIONS = (("Examples Inc.", 20120900, 20150000), ("University of Examples", 20150900, None))
