"""Fills a database with people and papers, as databases.py runs it in a process of its own.

The same number of papers gives the same rows every time. The subjects whose pages are measured
have the same size at every number of papers, so that growth can be told from size.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from tests.bench import words

if TYPE_CHECKING:
    from django.db.models import Model

Row = tuple[Any, ...]

NOW = "2026-01-15 12:00:00"
PROLIFIC, VERY_PROLIFIC, FIRST_MEMBER, MEMBERS = 1, 2, 3, 200  # ids of people, one number
BENCH, HUGE = 1, 2  # ids of the measured venue, topic and lab, and of the huge venue and topic
SMALL_PAGE, LARGE_PAGE, BENCH_PAPERS = 40, 400, 500
HUGE_SHARE = 0.05
BENCH_YEARS = 20  # the measured venue has as many papers in each of these years up to the last
FIRST_YEAR, LAST_YEAR = 1980, 2026
ROLES = ("phd", "postdoc", "faculty", "master", "engineer")


@dataclass(frozen=True)
class Plan:
    """How many rows there are of what, from the number of papers."""

    papers: int

    @property
    def people(self) -> int:
        return FIRST_MEMBER - 1 + MEMBERS + int(self.papers * 0.3)

    @property
    def labs(self) -> int:
        return max(5, self.papers // 2000)

    @property
    def venues(self) -> int:
        return HUGE + max(3, self.papers // 200)

    @property
    def topics(self) -> int:
        return HUGE + max(3, self.papers // 250)

    def spread(self, count: int, start: int) -> list[int]:
        """Return `count` papers, or half of all there are, evenly over their ids."""
        count = min(count, self.papers // 2)
        return [(start + place * self.papers // count) % self.papers + 1 for place in range(count)]


def put(model: "type[Model]", names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert `rows` of the columns `names`; every other column gets what the model gives it."""
    from django.db import connection
    from django.db.models import DateTimeField

    rest: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.generated or field.primary_key or field.attname in names:
            continue
        default = field.get_db_prep_save(field.get_default(), connection)
        timed = isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add)
        rest[field.column] = NOW if timed else default
    columns = ", ".join(f'"{name}"' for name in [*names, *rest])
    places = ", ".join("?" * (len(names) + len(rest)))
    table, tail = model._meta.db_table, tuple(rest.values())
    sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608 -- names of ours
    connection.connection.executemany(sql, (row + tail for row in rows))


@contextmanager
def bulk() -> Iterator[None]:
    """One transaction without indexes and triggers; they come back once the rows are there."""
    from django.db import connection

    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("PRAGMA cache_size=-200000")
    made_anew = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "
        "AND sql IS NOT NULL AND (tbl_name LIKE 'publications%' OR tbl_name LIKE 'researchers%')"
    ).fetchall()
    raw.execute("BEGIN")
    for kind, name, _ in made_anew:
        raw.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, sql in made_anew:
        raw.execute(sql)
    raw.execute("COMMIT")
    raw.execute("PRAGMA foreign_keys=ON")


class Slugs:
    """Addresses as the models make them: numbered where two names give the same."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def make(self, text: str) -> str:
        from portal.kit.text import numbered, slugify

        slug = numbered(slugify(text, default="page"), self.taken)
        self.taken.add(slug)
        return slug


def picture(random: Random) -> str:
    return f"{random.getrandbits(80):020x}-1200x900.png"


def orcid(number: int) -> str:
    """Return the number as an ORCID iD with its check digit (ISO 7064, MOD 11-2)."""
    digits, total = f"00000002{number:07d}", 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))


def people(plan: Plan, printed: list[str]) -> Iterator[Row]:
    """Yield people; `printed` gets their full names, so that printed[pk] is that of pk."""
    from portal.kit.text import fold

    random, slugs = Random("people"), Slugs()
    sentences = words.sentences(random, 60)
    printed.append("")
    for pk, (given, family) in zip(range(1, plan.people + 1), words.names(random), strict=False):
        measured = {PROLIFIC: f"bench-{SMALL_PAGE}", VERY_PROLIFIC: f"bench-{LARGE_PAGE}"}.get(pk)
        has_page = bool(measured) or random.random() < 0.05
        full_name = f"{given} {family}"
        slug = measured or slugs.make(full_name)
        bio = " ".join(random.choices(sentences, k=4)) if has_page else ""
        yield (
            pk, slug, given, family, full_name, fold(f"{family} {given}")[:330],
            "page" if has_page else "author", "Professor of made-up science" if has_page else "",
            f"{bio}\n\nSee [my lab](https://lab.example.org) and *say hello*." if bio else "",
            " ".join(random.choices(sentences, k=5)) if measured else "",
            picture(random) if has_page else "",
            f"{pk}@example.org" if has_page else "", has_page,
            orcid(pk) if has_page else "",
            f"https://people.example.org/{pk}" if random.random() < 0.1 else "",
        )  # fmt: skip
        printed.append(full_name)


PERSON = (
    "id", "slug", "given_name", "family_name", "full_name", "sort_key", "visibility", "headline",
    "bio", "research", "portrait", "email", "email_is_public", "orcid", "homepage",
)  # fmt: skip


def papers(plan: Plan) -> Iterator[Row]:
    from portal.kit.text import fold, key_hash

    random, slugs = Random("papers"), Slugs()
    pool = words.sentences(random, 500)
    fixed = {
        pk: LAST_YEAR - place % BENCH_YEARS for place, pk in enumerate(plan.spread(BENCH_PAPERS, 0))
    }
    for pk in range(1, plan.papers + 1):
        title = words.title(random)
        key = fold(title)
        year = LAST_YEAR - int((LAST_YEAR + 1 - FIRST_YEAR) * random.random() ** 2)
        venue = HUGE if random.random() < HUGE_SHARE else random.randint(HUGE + 1, plan.venues)
        if pk in fixed:
            venue, year = BENCH, fixed[pk]
        type_, volume, pages = "paper-conference", "", ""
        if random.random() < 0.3:
            type_, volume = "article-journal", str(random.randint(1, 40))
            pages = f"{random.randint(1, 400)}-{random.randint(401, 900)}"
        yield (
            pk, slugs.make(title), type_, title, key, key_hash(key), year,
            random.randint(1, 12), venue, volume, pages,
            " ".join(random.choices(pool, k=5)), random.choice(pool),
            picture(random) if random.random() < 0.5 else "",
            f"10.1234/bench.{pk}" if random.random() < 0.8 else "",
            f"{year % 100:02d}{random.randint(1, 12):02d}.{pk % 100000:05d}"
            if random.random() < 0.5
            else "",
            f"2025-{pk % 12 + 1:02d}-{pk % 28 + 1:02d} 10:{pk % 60:02d}:00",
        )  # fmt: skip


PAPER = (
    "id", "slug", "type", "title", "title_key", "title_hash", "year", "month",
    "venue_id", "volume", "pages", "abstract", "summary", "picture", "doi",
    "arxiv_id", "updated_at",
)  # fmt: skip


def urn(plan: Plan) -> list[int]:
    """Return people's ids, each as often as its share of papers: most have few, some have many."""
    random = Random("urn")
    drawn: list[int] = []
    for pk in range(FIRST_MEMBER, plan.people + 1):
        is_member = pk < FIRST_MEMBER + MEMBERS
        # Pareto, cut at 400; members of the measured lab all have the mean, so that it does not
        # depend on the luck of the draw.
        drawn += [pk] * (6 if is_member else min(400, int(1 / (1 - random.random() * 0.9975))))
    return drawn


def authorships(plan: Plan, printed: list[str]) -> Iterator[Row]:
    random, drawn = Random("authorships"), urn(plan)
    lengths = random.choices(range(2, 13), (14, 17, 17, 15, 12, 9, 6, 4, 3, 2, 1), k=4096)
    owners: dict[int, list[int]] = {}
    chosen = set(plan.spread(SMALL_PAGE, 1)[:8])
    for owner, count in ((PROLIFIC, SMALL_PAGE), (VERY_PROLIFIC, LARGE_PAGE)):
        for pk in plan.spread(count, 1):
            owners.setdefault(pk, []).append(owner)
    for pk in range(1, plan.papers + 1):
        length = lengths[pk % 4096]
        byline = list(dict.fromkeys(random.choices(drawn, k=length)))
        for owner in owners.get(pk, ()):
            byline.insert(random.randint(0, len(byline)), owner)
        equal = random.random() < 0.1
        corresponding = random.random() < 0.1
        for place, person in enumerate(byline, 1):
            own = person == PROLIFIC and pk in chosen
            yield (
                pk, person, place, printed[person], 1 if equal and place < 3 else None,
                corresponding and place == len(byline), "University of Examples" if place == 1
                else "", own, place if own else None, "In my own words: it works." if own else "",
            )  # fmt: skip


AUTHORSHIP = (
    "publication_id", "researcher_id", "position", "credited_as", "equal_group",
    "is_corresponding", "affiliation", "selected", "order", "blurb",
)  # fmt: skip


def labs(plan: Plan) -> Iterator[Row]:
    for pk in range(1, plan.labs + 1):
        name = "Bench Lab" if pk == BENCH else f"Laboratory {pk}"
        slug = "bench-lab" if pk == BENCH else f"laboratory-{pk}"
        yield pk, slug, name, name.lower(), "University of Examples", "It measures.", "About *us*."


def memberships(plan: Plan) -> Iterator[Row]:
    """Yield members: 200 of the measured lab, some 40 of every other; half have left."""
    random = Random("memberships")
    for lab in range(1, plan.labs + 1):
        members = (
            range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS)
            if lab == BENCH
            else random.sample(range(FIRST_MEMBER, plan.people + 1), k=40)
        )
        for place, person in enumerate(members):
            start = 1990 + place % 30
            ends = (start + 6) * 10_000 if place % 2 else None
            yield person, lab, random.choice(ROLES), start * 10_000 + 900, ends
    for person in (PROLIFIC, VERY_PROLIFIC):
        for lab in (2, 3):
            yield person, lab, "faculty", 20100900, None


def topics(plan: Plan) -> Iterator[Row]:
    random, measured = Random("topics"), set(plan.spread(BENCH_PAPERS, 2))
    for pk in range(1, plan.papers + 1):
        yield pk, random.randint(HUGE + 1, plan.topics)
        if random.random() < HUGE_SHARE:
            yield pk, HUGE
        if pk in measured:
            yield pk, BENCH


def links(plan: Plan, kinds: dict[str, int]) -> Iterator[Row]:
    random = Random("links")
    for pk in range(1, plan.papers + 1):
        for key, share in (("arxiv", 0.7), ("pdf", 0.8), ("code", 0.3)):
            if random.random() < share:
                yield pk, kinds[key], f"https://{key}.example.org/{pk}"


def awards(plan: Plan) -> Iterator[Row]:
    random = Random("awards")
    for pk in range(1, plan.papers + 1):
        if random.random() < 0.02:
            yield pk, random.choice(("Oral", "Spotlight", "Best Paper Award"))


def named(count: int, kind: str) -> Iterator[Row]:
    """Yield (id, slug, name) of venues or topics."""
    for pk in range(1, count + 1):
        label = {BENCH: "bench", HUGE: "huge"}.get(pk)
        yield pk, f"{label}-{kind}" if label else f"{kind}-{pk}", f"{label or 'The'} {kind} {pk}"


def fill(plan: Plan) -> None:
    """Insert everything into a database that has its tables and nothing in them."""
    from publications import models as ours
    from researchers import models as theirs
    from tests.bench.profile import fill_profiles

    printed: list[str] = []
    link_kinds = dict(ours.PublicationLinkKind.objects.values_list("key", "pk"))
    venues = ((pk, s, n, f"V{pk}", n.lower()) for pk, s, n in named(plan.venues, "venue"))
    through = ours.Publication.topics.through
    with bulk():
        put(theirs.Researcher, PERSON, people(plan, printed))
        put(ours.Venue, ("id", "slug", "name", "short_name", "name_key"), venues)
        put(ours.Topic, ("id", "slug", "name"), named(plan.topics, "topic"))
        put(ours.Publication, PAPER, papers(plan))
        put(ours.Authorship, AUTHORSHIP, authorships(plan, printed))
        put(through, ("publication_id", "topic_id"), topics(plan))
        put(ours.PublicationLink, ("publication_id", "kind_id", "url"), links(plan, link_kinds))
        put(ours.Award, ("publication_id", "name"), awards(plan))
        names = ("id", "slug", "name", "sort_key", "institution", "tagline", "description")
        put(theirs.Lab, names, labs(plan))
        names = ("researcher_id", "lab_id", "role", "starts_on", "ends_on")
        put(theirs.Membership, names, memberships(plan))
        fill_profiles((PROLIFIC, VERY_PROLIFIC))


def derive() -> None:
    """Make what the portal derives from the rows, where it does, and collect the static files."""
    from django.core.management import call_command, get_commands

    from portal.setup import collect_static

    if "rebuild_derived" in get_commands():
        call_command("rebuild_derived")
    collect_static(lambda _: None)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.core.management import call_command

    if sys.argv[1] == "fill":
        call_command("migrate", verbosity=0)
        fill(Plan(int(sys.argv[2])))
    else:
        derive()


if __name__ == "__main__":
    main()
