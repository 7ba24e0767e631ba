"""Who the person of a site is here: by an identifier, a link, her papers; never by name only."""

from collections.abc import Iterable

from django.db.models import Q

from portal.kit.text import fold, key_hash
from publications.models import Authorship
from publications.records import Problem, Record
from publications.sites import Fact, Person
from publications.sites.base import LINK, PERSON
from researchers.models import Lab, ProfileLink, Researcher

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
    person: Person, records: Iterable[Record], lab: Lab | None = None
) -> tuple[Researcher | None, list[Problem]]:
    """Return who it is, None for nobody here, and what is to be known of namesakes.

    Of the people of `lab` one of that name is her.
    """
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
    if pk := _by_evidence([one.pk for one in candidates], person, records, lab):
        return next(one for one in candidates if one.pk == pk), []
    who = candidates[0]
    what = (
        f"Somebody else of the name {who} is here ({who.get_absolute_url()}); a new person is made."
    )
    remedy = f"If it is the same person, undo this and name her: --for {who.slug}."
    return None, [Problem(person.where or "site", what, remedy)]


def _by_evidence(
    people: list[int], person: Person, records: Iterable[Record], lab: Lab | None
) -> int:
    """Return which of these people it is, 0 if nothing says so."""
    found = _by_links(people, person)
    if not found and lab is not None:
        own = set(
            lab.memberships.filter(researcher__in=people).values_list("researcher", flat=True)
        )
        found = own.pop() if len(own) == 1 else 0
    return found or _by_papers(people, records)


def _by_links(people: list[int], person: Person) -> int:
    """Return which of these people has a link, an e-mail or a home page that the site tells."""
    told = next((fact.values for fact in person.facts if fact.kind == PERSON), {})
    links = {
        fact.values.get("value", "").rstrip("/").lower()
        for fact in person.facts
        if fact.kind == LINK and fact.values.get("kind") in TELLING
    } - {""}
    for row in ProfileLink.objects.filter(researcher__in=people, kind__key__in=TELLING):
        if {row.value.rstrip("/").lower(), row.url.rstrip("/").lower()} & links:
            return row.researcher_id
    email = str(told.get("email", "")).lower()
    homepage = str(told.get("homepage", "")).rstrip("/")
    for one in Researcher.objects.filter(pk__in=people).order_by("pk"):
        if (email and one.email.lower() == email) or (
            homepage and one.homepage.rstrip("/") == homepage
        ):
            return one.pk
    return 0


def is_same_person(known: Researcher, person: Person, address: str) -> bool:
    """Return whether a person here may be the owner of a site that was hers.

    At one `address`, half of a name is enough: people change the other half.
    """
    names = {fold(name) for name in [person.name.full, *person.spellings]}
    own = {fold(known.full_name), *known.name_variants.values_list("name_key", flat=True)}
    if names & own or (known.orcid and known.orcid == _orcid(person)):
        return True
    words = [{word for name in some for word in name.split() if len(word) > 2}
             for some in (names, own)]  # fmt: skip
    is_half = bool(words[0] & words[1]) and address.startswith("http")
    return is_half or bool(_by_links([known.pk], person))


def is_listed_again(person: Person, other: Person) -> bool:
    """Return whether two entries of one name are the same person: nothing tells them apart."""
    if fold(person.name.full) != fold(other.name.full):
        return False
    first, second = (
        {name: str(value) for fact in one.facts if fact.kind == PERSON
         for name, value in fact.values.items() if name in {"email", "orcid", "homepage", "bio"}}
        for one in (person, other)
    )  # fmt: skip
    return not any(first[name] != second[name] for name in first.keys() & second.keys())


def find_lab(fact: Fact, people: Iterable[Person]) -> tuple[Lab | None, list[Problem]]:
    """Return which lab a site's is, None for none here, and what is to be known of namesakes.

    One of that name is it if it has its address, or one of its people, or nobody at all yet.
    """
    name, url = str(fact.values.get("name", "")), str(fact.values.get("url", "")).rstrip("/")
    names = {fold(person.name.full) for person in people}
    labs = list(Lab.objects.filter(name__iexact=name).order_by("pk")[:20])
    for lab in labs:
        own = Researcher.objects.filter(memberships__lab=lab)
        members = {fold(one) for one in own.values_list("full_name", flat=True)}
        if (url and lab.url.rstrip("/") == url) or names & members or not (members or lab.url):
            return lab, []
    if not labs:
        return None, []
    what = f"Another lab of the name {name} is here ({labs[0].get_absolute_url()}); one is made."
    remedy = f"If it is the same, undo this, give {labs[0]} the address of the site, and try again."
    return None, [Problem(fact.where or "site", what, remedy)]


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
