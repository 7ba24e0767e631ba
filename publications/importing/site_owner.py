"""Who the person of a site is here: by an identifier, a link, her papers; never by name only."""

from collections.abc import Iterable

from django.db.models import Q

from portal.kit.text import fold, key_hash
from publications.models import Authorship
from publications.records import Problem, Record
from publications.sites import Person
from publications.sites.base import LINK, PERSON
from researchers.models import ProfileLink, Researcher

TELLING = {
    "google-scholar",
    "orcid",
    "github",
    "linkedin",
    "dblp",
    "semantic-scholar",
    "x",
    "email",
}
AT_ONCE = 400


def find_person(
    person: Person, records: Iterable[Record]
) -> tuple[Researcher | None, list[Problem]]:
    """Return who it is, None for nobody here, and what is to be known of namesakes."""
    told = next((fact.values for fact in person.facts if fact.kind == PERSON), {})
    orcid = _orcid(person)
    if orcid and (found := Researcher.objects.filter(orcid=orcid).first()):
        return found, []
    names = {fold(name) for name in [person.name.full, *person.spellings]}
    family, given = person.name.family_name, person.name.given
    like = Q(full_name__iexact=person.name.full) | Q(sort_key=fold(f"{family} {given}"))
    like |= Q(name_variants__name_key__in=names)
    candidates = list(Researcher.objects.filter(like).distinct().order_by("pk")[:20])
    if not candidates:
        return None, []
    pks = [one.pk for one in candidates]
    links = {
        fact.values.get("value", "").rstrip("/").lower()
        for fact in person.facts
        if fact.kind == LINK and fact.values.get("kind") in TELLING
    } - {""}
    for row in ProfileLink.objects.filter(researcher__in=pks, kind__key__in=TELLING):
        if {row.value.rstrip("/").lower(), row.url.rstrip("/").lower()} & links:
            return next(one for one in candidates if one.pk == row.researcher_id), []
    email = str(told.get("email", "")).lower()
    homepage = str(told.get("homepage", "")).rstrip("/")
    for one in candidates:
        if (email and one.email.lower() == email) or (
            homepage and one.homepage.rstrip("/") == homepage
        ):
            return one, []
    if pk := _by_papers(pks, records):
        return next(one for one in candidates if one.pk == pk), []
    who = candidates[0]
    what = (
        f"Somebody else of the name {who} is here ({who.get_absolute_url()}); a new person is made."
    )
    remedy = f"If it is the same person, undo this and name her: --for {who.slug}."
    return None, [Problem(person.where or "site", what, remedy)]


def _orcid(person: Person) -> str:
    for fact in person.facts:
        if fact.kind == PERSON and fact.values.get("orcid"):
            return str(Researcher._meta.get_field("orcid").to_python(fact.values["orcid"]))
    return ""


def _by_papers(people: list[int], records: Iterable[Record]) -> int:
    """Return which of these people wrote one of these papers, 0 for none or several."""
    found: set[int] = set()
    records = list(records)
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        titles = [key_hash(fold(one.title)) for one in some if one.title]
        told = Q(publication__title_hash__in=titles)
        told |= Q(publication__doi__in=[one.doi for one in some if one.doi])
        told |= Q(publication__arxiv_id__in=[one.arxiv_id for one in some if one.arxiv_id])
        rows = Authorship.objects.filter(told, researcher__in=people)
        found |= set(rows.values_list("researcher_id", flat=True))
    return found.pop() if len(found) == 1 else 0
