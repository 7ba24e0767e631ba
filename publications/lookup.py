"""Works by identifier, and the works of a person, as the scholarly services tell them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from portal.kit.fetch import Fetcher, FetchError, portal_fetcher
from portal.kit.identifiers import SCHEMES, arxiv_without_version
from publications.importers import IMPORTERS, UnknownFormat, recognize
from publications.pasted import Identifier, identifiers_in
from publications.records import Problem, Record
from publications.scholarly import CONVERTER, SERVICES, Service, converted, orcid_works

__all__ = ["Identifier", "identifiers_in", "look_up", "works_of"]

AT_ONCE = 50  # identifiers that are asked for before the first of them is yielded
FRESH = 6 * 3600  # seconds for which an answer is taken from the disk
UNKNOWN = {400, 404, 406, 410, 414}  # statuses for what a service does not know, or not so many

Found = list[Record | Problem]


def look_up(
    identifiers: Iterable[Identifier], *, fetcher: Fetcher | None = None
) -> Iterator[Record | Problem]:
    """Yield the record of each work, in the order asked for, or a problem that says why not.

    Of a person (an ORCID iD, an author of OpenAlex or DBLP) all works are yielded. Records say by
    `source` which importer read them and by `where` what they were asked for by.
    """
    ask = _Asking(fetcher or portal_fetcher())
    rest = iter(identifiers)
    while group := list(islice(rest, AT_ONCE)):
        found = ask.works([one for one in group if not _is_person(one)])
        for one in group:
            yield from ask.person(one) if _is_person(one) else found[one]


def works_of(
    scheme: str, value: str, *, fetcher: Fetcher | None = None
) -> Iterator[Record | Problem]:
    """Yield all works of a person by ORCID iD ("orcid"), OpenAlex author or DBLP person.

    `value` is in its one form. A work that ORCID only sketches is told by the service that knows
    its DOI, else by ORCID's full entry. Raises ValueError for a scheme that names no people.
    """
    one = Identifier(scheme, value)
    if not _is_person(one):
        raise ValueError(f"{one} names no person: give an ORCID iD, OpenAlex or DBLP author.")
    yield from _Asking(fetcher or portal_fetcher()).person(one)


def _is_person(one: Identifier) -> bool:
    if one.scheme == "openalex":
        return one.value.startswith("A")
    return any(one.scheme in service.people for service in SERVICES.values())


class _Asking:
    """One look-up: a service that is down is not asked again in it."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self.down: dict[str, FetchError] = {}

    def works(self, asked: Sequence[Identifier]) -> dict[Identifier, Found]:
        """Return what is found of each identifier, one record or at least one problem."""
        targets = {one: one for one in asked}
        found = self._convert(targets)
        for scheme in dict.fromkeys(one.scheme for one in targets.values()):
            values = dict.fromkeys(one.value for one in targets.values() if one.scheme == scheme)
            told = self._of_scheme(scheme, list(values))
            for one, target in targets.items():
                if target.scheme == scheme:
                    found[one] = [_placed(item, str(one)) for item in told[target.value]]
        return found

    def _convert(self, targets: dict[Identifier, Identifier]) -> dict[Identifier, Found]:
        """Put PubMed's numbers in place of PubMed Central's; return a problem where none is."""
        central = [one for one in targets if one.scheme == "pmcid"]
        if not central:
            return {}
        try:
            known = converted(self._get(CONVERTER, CONVERTER.path([one.value for one in central])))
            what = "PubMed Central does not know it."
            problem = Problem("", what, "Look for a slip.", is_loss=True)
        except FetchError as error:
            known, problem = {}, Problem("", str(error), is_loss=True)
        found: dict[Identifier, Found] = {}
        for one in central:
            if one.value in known:
                targets[one] = known[one.value]
            else:
                del targets[one]
                found[one] = [_placed(problem, str(one))]
        return found

    def _of_scheme(self, scheme: str, values: list[str]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        asked = []
        for service in SERVICES.values():
            left = [value for value in values if value not in found]
            if scheme not in service.schemes or not left:
                continue
            asked.append(service.label)
            for group in _groups(left, service.batch):
                found |= self._ask(service, scheme, group)
        label = SCHEMES[scheme].label
        what = f"No service knows this {label} (asked: {', '.join(asked)})."
        unknown = Problem("", what, "Look for a slip.", is_loss=True)
        if not asked:
            what, remedy = f"No service tells of a work by its {label}.", "Give its DOI."
            unknown = Problem("", what, remedy, is_loss=True)
        return {value: found.get(value, [unknown]) for value in values}

    def _ask(self, service: Service, scheme: str, values: Sequence[str]) -> dict[str, Found]:
        """Return what the service tells of each work that it knows, or why it cannot be asked."""
        try:
            text = self._get(service, service.path(values))
        except FetchError as error:
            if error.status in UNKNOWN and len(values) > 1:
                one_by_one = [self._ask(service, scheme, [value]) for value in values]
                return {value: told for one in one_by_one for value, told in one.items()}
            if error.status in UNKNOWN:
                return {}
            return {value: [Problem("", str(error), is_loss=True)] for value in values}
        return _read(service, scheme, values, text)

    def _get(self, service: Service, path: str) -> str:
        if service.key in self.down:
            raise self.down[service.key]
        try:
            return self.fetcher.get(
                service.base + path,
                name=service.label,
                accept=service.accept,
                hosts=service.hosts,
                max_age=FRESH,
                pause=service.pause,
            ).text
        except FetchError as error:
            if error.is_down:
                self.down[service.key] = error
            raise

    def person(self, one: Identifier) -> Iterator[Record | Problem]:
        works = self._pages(one)
        if one.scheme != "orcid":
            yield from works
            return
        while group := list(islice(works, AT_ONCE)):
            yield from self._enriched(one.value, group)

    def _pages(self, one: Identifier) -> Iterator[Record | Problem]:
        service = next(each for each in SERVICES.values() if one.scheme in each.people)
        path, seen, number = service.people[one.scheme](one.value), set[str](), 0
        while path and path not in seen:
            seen.add(path)
            try:
                text = self._get(service, path)
            except FetchError as error:
                what = str(error)
                if error.status in UNKNOWN:
                    what = f"{service.label} does not know this {SCHEMES[one.scheme].label}."
                yield Problem(str(one), what, is_loss=True)
                return
            if _is_unreadable(service, text):
                yield Problem(str(one), _garbled(service), is_loss=True)
                return
            for work in IMPORTERS[service.importer].parse(text):
                if work.where == "Answer":
                    if not number:
                        yield Problem(str(one), f"{service.label} lists no works of this person.")
                    return
                number += isinstance(work, Record) or work.is_loss
                yield _placed(work, f"{one}, work {number}")
            path = service.next_path(path, text) if service.next_path else ""

    def _enriched(self, orcid: str, works: Found) -> Iterator[Record | Problem]:
        """Yield the works, those that ORCID only sketches as others tell them in full."""
        sketches = [work for work in works if isinstance(work, Record)]
        best = {id(work): key for work in sketches if (key := _best_key(work))}
        known = self.works(list(dict.fromkeys(best.values())))
        told = {number: known[key] for number, key in best.items()}
        lacking = [work for work in sketches if not _has_record(told.get(id(work), []))]
        full = self._full_entries(orcid, [work.extra.get("put-code") for work in lacking])
        for work in works:
            if isinstance(work, Problem):
                yield work
                continue
            others = told.get(id(work), [])
            if _has_record(others):
                for other in others:
                    yield _with_code(_placed(other, work.where), work)
                continue
            own = full.get(work.extra.get("put-code"), work).but(where=work.where)
            yield own
            for other in others:
                if isinstance(other, Problem):
                    yield Problem(work.where, other.what, "ORCID's own entry was taken.")
            if not own.authors:
                yield Problem(work.where, "ORCID names no authors of it.", "Add them by hand.")

    def _full_entries(self, orcid: str, codes: list[object]) -> dict[object, Record]:
        codes = [code for code in codes if code]
        if not codes:
            return {}
        service = SERVICES["orcid"]
        try:
            text = self._get(service, orcid_works(orcid, codes))
        except FetchError:  # the sketches are there
            return {}
        found = IMPORTERS[service.importer].parse(text)
        return {one.extra.get("put-code"): one for one in found if isinstance(one, Record)}


def _groups(values: Sequence[str], size: int) -> Iterator[list[str]]:
    """Yield the values in groups; one with a comma or bar, which part values, goes alone."""
    plain = [value for value in values if not set(value) & set(",|")]
    yield from ([value] for value in values if set(value) & set(",|"))
    for start in range(0, len(plain), size):
        yield plain[start : start + size]


def _read(service: Service, scheme: str, values: Sequence[str], text: str) -> dict[str, Found]:
    """Return what an answer tells of each work asked for."""
    if _is_unreadable(service, text):
        return {value: [Problem("", _garbled(service), is_loss=True)] for value in values}
    try:
        importer = IMPORTERS[service.importer] if service.importer else recognize(text)
    except UnknownFormat:
        return {}
    found: dict[str, Found] = {}
    last = ""
    for one in importer.parse(text):
        if isinstance(one, Record):
            last = _which(one, scheme, [value for value in values if value not in found])
            if len(values) == 1 and not found:
                last = values[0]  # one identifier may be another name of the work's own
            if last:
                lacks_doi = scheme == "doi" and not one.doi
                found[last] = [one.but(doi=last) if lacks_doi else one]
        elif last and not one.is_loss:
            found[last].append(one)
    return found


def _which(record: Record, scheme: str, values: Sequence[str]) -> str:
    """Return which of the values the record is of, "" for none."""
    own = {value for key, value in record.other_ids if key == scheme}
    field = {"doi": record.doi, "pmid": record.pmid, "isbn": record.isbn}.get(scheme, "")
    if scheme == "arxiv":
        version = record.arxiv_id + str(record.extra.get("version", ""))
        if version in values:
            return version
        fitting = [one for one in values if arxiv_without_version(one) == record.arxiv_id]
        return fitting[0] if fitting else ""
    return next((value for value in values if value in own or value == field), "")


def _is_unreadable(service: Service, text: str) -> bool:
    starts = ("{", "[") if "json" in service.accept else ("<",)
    return bool(service.importer) and not text.lstrip("\ufeff \t\r\n").startswith(starts)


def _garbled(service: Service) -> str:
    return f"{service.label} sent something that cannot be read. Try again later."


def _placed(one: Record | Problem, where: str) -> Record | Problem:
    return one.but(where=where) if isinstance(one, Record) else replace(one, where=where)


def _has_record(found: Found) -> bool:
    return any(isinstance(one, Record) for one in found)


def _best_key(work: Record) -> Identifier | None:
    keys = (("doi", work.doi), ("arxiv", work.arxiv_id), ("pmid", work.pmid))
    return next((Identifier(scheme, value) for scheme, value in keys if value), None)


def _with_code(one: Record | Problem, work: Record) -> Record | Problem:
    """Return the record with ORCID's put-code, by which the work is known in the next sync."""
    if isinstance(one, Problem):
        return one
    return one.but(extra={**one.extra, "put-code": work.extra.get("put-code")})
