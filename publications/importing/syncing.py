"""The sync: services are asked for the works of everybody who is due, one person at a time."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.kit.fetch import Fetcher, FetchError, portal_fetcher
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import storable
from publications.lookup import works_of
from publications.models import SyncState
from publications.pasted import Identifier
from publications.records import Problem, Record
from researchers.models import Lab, Membership, ProfileLink, Researcher

from .report import SHOWN, Source
from .suggesting import Found, suggest

EVERY = timedelta(days=7)
AFTER_FAILURE = timedelta(days=1)
SCHEME = {"orcid": "orcid", "openalex": "openalex", "dblp": "dblp_pid"}  # of people, by service
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """One id of one person that is to be looked at; `seen` is when it was before."""

    researcher: int
    service: SyncState.Service
    identifier: str
    seen: datetime | None = None


@dataclass
class Synced:
    """What a sync did."""

    due: int = 0
    looked_at: int = 0
    people: int = 0
    new: int = 0
    fields: int = 0
    waiting: int = 0
    rejected: int = 0
    brought_in: int = 0
    failed: int = 0
    left_due: int = 0
    problems: list[str] = field(default_factory=list)
    further_problems: int = 0

    def note(self, problem: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(storable(problem))
        else:
            self.further_problems += 1

    def add(self, found: Found, who: str) -> None:
        self.looked_at += 1
        self.new += found.new
        self.fields += found.fields
        self.waiting += found.waiting
        self.rejected += found.rejected
        self.brought_in += found.brought_in
        for problem in found.problems:
            self.note(f"{who}: {problem}")

    def as_json(self) -> dict[str, Any]:
        return vars(self)


def due(
    *,
    researchers: Sequence[Researcher] = (),
    lab: Lab | None = None,
    service: str = "",
    limit: int | None = None,
) -> list[Due]:
    """Return what is to be looked at, what was never or longest ago first.

    That is everybody who has a page or is in a lab and is not left out; of `lab`, its present
    members. Named `researchers` are looked at whether they are due or not. `limit` counts people.
    """
    people = Researcher.objects.filter(is_synced=True).exclude(visibility="hidden")
    members = Membership.objects.current()
    if researchers:
        people = Researcher.objects.filter(pk__in=[person.pk for person in researchers])
    elif not lab:
        people = people.filter(Q(visibility="page") | Q(pk__in=members.values("researcher")))
    if lab:
        people = people.filter(pk__in=members.filter(lab=lab).values("researcher"))
    known = {
        (row.researcher_id, row.service, row.identifier): row
        for row in SyncState.objects.filter(researcher__in=people)
    }
    found, now = [], timezone.now()
    for pk, key, identifier in ids_of(people):
        state = known.get((pk, key, identifier))
        is_asked = not service or service == key
        if is_asked and (researchers or state is None or state.due_at <= now):
            seen = state.looked_at if state else None
            found.append(Due(pk, SyncState.Service(key), identifier, seen))
    found.sort(key=lambda one: (one.seen is not None, one.seen or now, one.researcher))
    if limit is not None:
        first = set(list(dict.fromkeys(one.researcher for one in found))[:limit])
        found = [one for one in found if one.researcher in first]
    return found


def ids_of(people: Any) -> Iterator[tuple[int, str, str]]:
    """Yield (person, service, id there): the ORCID iD, and what the profile links lead to.

    What is no id of the service is yielded as it is. Two queries.
    """
    seen = set()
    for pk, orcid in people.exclude(orcid="").order_by("pk").values_list("pk", "orcid"):
        seen.add((pk, "orcid"))
        yield pk, "orcid", orcid
    links = ProfileLink.objects.filter(researcher__in=people.order_by(), kind__key__in=SCHEME)
    told = set()
    for pk, key, value in links.order_by("researcher", "position", "pk").values_list(
        "researcher_id", "kind__key", "value"
    ):
        one = (pk, key, _plain(key, value))
        if one not in told and (pk, key) not in seen:
            told.add(one)
            yield one


def _plain(service: str, value: str) -> str:
    try:
        return SCHEMES[SCHEME[service]].normalize(value)
    except InvalidIdentifier:
        return value.strip()[:200]


class _Listening:
    """A fetcher that remembers which servers are down, and does not ask them again."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.down: dict[str, FetchError] = {}

    def get(self, url: str, **options: Any) -> Any:
        name = options.get("name", "")
        if name in self.down:
            raise self.down[name]
        try:
            return self._fetcher.get(url, **options)
        except FetchError as error:
            if error.is_down:
                self.down[name] = error
            raise


def sync(
    wanted: Iterable[Due],
    *,
    dry_run: bool = False,
    report: Synced | None = None,
    progress: Callable[[], None] | None = None,
    fetcher: Fetcher | None = None,
) -> Synced:
    """Look at all that is wanted, and return what came of it.

    Each id is a transaction of its own: what was done stays, whatever happens then. A service that
    is down is not asked for the others; they stay due. `report` is filled as it goes.
    """
    report = Synced() if report is None else report
    listening = _Listening(fetcher or portal_fetcher())
    wanted = list(wanted)
    report.due = len(wanted)
    people = Researcher.objects.in_bulk({one.researcher for one in wanted})
    seen: set[int] = set()
    left: dict[SyncState.Service, int] = defaultdict(int)
    for one in wanted:
        if one.service.label in listening.down:
            left[one.service] += 1
        elif person := people.get(one.researcher):
            _look(person, one, report, listening, dry_run=dry_run)
            seen.add(person.pk)
            report.people = len(seen)
        if progress:
            progress()
    for service, count in left.items():
        report.left_due += count
        report.note(f"{service.label} is down: {_count(count, 'id')} not looked at and still due.")
    return report


def _look(person: Researcher, one: Due, report: Synced, fetcher: Any, *, dry_run: bool) -> None:
    """Look at one id of one person; whatever goes wrong is said in the report."""
    who = f"{person}, {one.service.label}"
    try:
        items, failures = _asked(one, fetcher)
        with transaction.atomic():
            state = _state(one)
            if state.pk and one.seen != state.looked_at:  # another sync was here meanwhile
                return
            origin = f"{one.service}:{one.identifier}"
            title = f"{one.service.label} {one.identifier}"
            found = suggest(person, items, Source(one.service, origin, title, researcher=person))
            _remember(state, found, failures)
            if dry_run:
                transaction.set_rollback(True)
        report.add(found, who)
        for failure in failures:
            report.note(f"{who}: {failure}")
        report.failed += bool(failures)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the others do not go without
        _log.exception("The sync of %s failed.", who)
        report.failed += 1
        what = f"{type(error).__name__}: {error}"[:400]
        report.note(f"{who}: the works could not be taken in ({what}). Nothing of them was.")
        if not dry_run:
            _remember(_state(one), Found(), [what])


def _asked(one: Due, fetcher: Any) -> tuple[list[Record | Problem], list[str]]:
    """Return what the service lists, and apart from it why it could not be asked."""
    scheme = SCHEME[one.service]
    try:
        SCHEMES[scheme].normalize(one.identifier)
    except InvalidIdentifier as error:
        return [], [f"{error} Correct the link in the profile."]
    items: list[Record | Problem] = []
    failures = []
    whole = str(Identifier(scheme, one.identifier))
    for item in works_of(scheme, one.identifier, fetcher=fetcher):
        if isinstance(item, Problem) and item.where == whole and item.is_loss:
            failures.append(f"{item.what} {item.remedy}".strip())
        elif not (isinstance(item, Problem) and item.where == whole):
            items.append(item)
    return items, failures


def _state(one: Due) -> SyncState:
    """Return the stored state of an id, locked, or a new one that is not saved."""
    key = {
        "researcher_id": one.researcher, "service": one.service, "identifier": one.identifier,
    }  # fmt: skip
    found = SyncState.objects.select_for_update().filter(**key).first()
    return found or SyncState(**key)


def _remember(state: SyncState, found: Found, failures: Sequence[str]) -> None:
    now = timezone.now()
    state.looked_at = now
    state.due_at = now + (AFTER_FAILURE if failures else EVERY)
    state.has_failed = bool(failures)
    state.result = storable(" ".join(failures) or summary(found))[:500]
    state.save()


def summary(found: Found) -> str:
    """Return what came of one list, in a line."""
    parts = [
        f"{count} {words}"
        for count, words in (
            (found.new, "new"),
            (found.fields, "other values"),
            (found.brought_in, "brought in at once"),
            (found.waiting, "waiting"),
            (found.rejected, "turned down before"),
            (found.hers, "here already"),
        )
        if count
    ]
    return ", ".join(parts) or "nothing listed"


def _count(count: int, word: str) -> str:
    return f"1 {word} was" if count == 1 else f"{count} {word}s were"
