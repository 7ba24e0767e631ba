"""One person out of two, and papers given to another person: planned, carried out, undone."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from portal.kit.changes import changing
from portal.kit.text import clean_text, fold, join_names
from publications.merging import (
    is_empty,
    move_rows,
    pair_key,
    redirect,
    remember_different,
    settle_pair,
    shown,
)
from publications.models import Authorship, Operation, Suggestion
from publications.operations import Plan, Refused, carry_out
from researchers.models import NameVariant, Researcher

SAME_PERSON = Suggestion.Kind.SAME_PERSON

# What an empty field of the kept person takes over; fields in brackets go together.
TAKEN_OVER = (
    ("headline",), ("bio",), ("research",), ("portrait", "portrait_alt"), ("cv",),
    ("email", "email_is_public"), ("homepage",), ("original_name",), ("pronouns",), ("footer",),
    ("suffix",),
)  # fmt: skip
NAMED_AT_MOST = 3  # papers in a sentence


def merge_people(
    *,
    keep: Researcher,
    other: Researcher,
    by: Any = None,
    orcid: str | None = None,
    dry_run: bool = False,
) -> Operation | Plan:
    """Return the operation that made `keep` of both, or with `dry_run` the plan, nothing written.

    `orcid` says which of two different iDs is right. Raises Refused if they cannot be one person:
    both stand on one paper, or have different ORCID iDs.
    """
    if dry_run:
        return plan_merge(keep, other, by=by, orcid=orcid)
    with changing():
        keep, other = _as_stored(keep), _as_stored(other)
        return carry_out(
            plan_merge(keep, other, by=by, orcid=orcid),
            kind=Operation.Kind.MERGE_PEOPLE,
            summary=f"{other} became {keep}.",
            by=by,
        )


def _as_stored(person: Researcher) -> Researcher:
    found = Researcher.objects.filter(pk=person.pk).first()
    if found is None:
        raise Refused(f"{person} is no longer here. Look at the list again.")
    return found


def plan_merge(
    keep: Researcher, other: Researcher, *, by: Any = None, orcid: str | None = None
) -> Plan:
    if keep.pk == other.pk:
        raise Refused("Choose two people: this is the same one twice.")
    _check_papers(keep, other)
    plan = Plan()
    _unite_fields(plan, keep, other, orcid)
    _move_papers(plan, other, keep.pk)
    _unite_names(plan, keep, other)
    move_rows(plan, keep=keep, other=other, apart=[Authorship, NameVariant])
    settle_pair(plan, SAME_PERSON, keep=keep, other=other, by=by)
    redirect(plan, gone=other, to=keep)
    plan.delete(other)
    return plan


def shared_papers(one: int, two: int) -> list[Authorship]:
    """Return the rows of `one` on bylines on which `two` stands, too."""
    theirs = Authorship.objects.filter(researcher=two).values_list("publication_id", "role")
    rows = Authorship.objects.filter(
        researcher=one,
        publication__in=Authorship.objects.filter(researcher=two).values("publication"),
    ).select_related("publication")
    bylines = set(theirs)
    return [row for row in rows if (row.publication_id, row.role) in bylines]


def _check_papers(keep: Researcher, other: Researcher) -> None:
    if rows := shared_papers(keep.pk, other.pk):
        raise Refused(
            f"{keep} and {other} are two people: both are named on {_titles(rows)}. If it is one "
            "person named twice there, take one of the two names off first."
        )


def _titles(rows: Sequence[Authorship]) -> str:
    titles = [f'"{row.publication.title}"' for row in rows[:NAMED_AT_MOST]]
    if len(rows) > NAMED_AT_MOST:
        titles.append(f"{len(rows) - NAMED_AT_MOST} more")
    return join_names(titles)


def _unite_fields(plan: Plan, keep: Researcher, other: Researcher, orcid: str | None) -> None:
    values: dict[str, Any] = {"updated_at": timezone.now()}
    for names in TAKEN_OVER:
        mine, theirs = getattr(keep, names[0]), getattr(other, names[0])
        label = keep._meta.get_field(names[0]).verbose_name
        if is_empty(theirs) or mine == theirs:
            continue
        if is_empty(mine):
            values |= {name: getattr(other, name) for name in names}
            plan.say(f'{capfirst(label)}: "{shown(theirs)}" is taken over.')
        else:
            plan.say(f'{capfirst(label)}: "{shown(mine)}" stays, "{shown(theirs)}" is dropped.')
    values |= _orcid(plan, keep, other, orcid)
    if other.user_id and not keep.user_id:
        values["user_id"] = other.user_id
        plan.say(f"The account {other.user} may edit the page of {keep}.")
    elif other.user_id and other.user_id != keep.user_id:
        plan.say(f"The account {other.user} no longer has a page.")
    visibility = _visibility(keep, other)
    if visibility != keep.visibility:
        values["visibility"] = visibility
        plan.say(f"{keep} {Researcher.Visibility(visibility).label}.")
    plan.change(keep, **values)


def _orcid(plan: Plan, keep: Researcher, other: Researcher, chosen: str | None) -> dict[str, str]:
    if keep.orcid and other.orcid and keep.orcid != other.orcid:
        if chosen not in {keep.orcid, other.orcid}:
            raise Refused(
                f"They have different ORCID iDs, {keep.orcid} and {other.orcid}, so they may be "
                "two people. If they are one, say which iD is right."
            )
        dropped = other.orcid if chosen == keep.orcid else keep.orcid
        plan.say(f"The ORCID iD {chosen} stays, {dropped} is dropped.")
        return {"orcid": chosen}
    if other.orcid and not keep.orcid:
        plan.say(f"The ORCID iD {other.orcid} is taken over.")
        return {"orcid": other.orcid}
    return {}


def _visibility(keep: Researcher, other: Researcher) -> str:
    """A page stays a page; else who is hidden stays hidden."""
    both = {keep.visibility, other.visibility}
    for level in (Researcher.Visibility.PAGE, Researcher.Visibility.HIDDEN):
        if level in both:
            return level
    return keep.visibility


def _move_papers(plan: Plan, person: Researcher, to: int) -> None:
    rows = list(Authorship.objects.filter(researcher=person).order_by("pk"))
    for row in rows:
        plan.change(row, researcher_id=to)
    if rows:
        papers = "1 paper moves" if len(rows) == 1 else f"{len(rows)} papers move"
        plan.say(f"{papers}; the names printed on them stay as they are.")


def _unite_names(plan: Plan, keep: Researcher, other: Researcher) -> None:
    known = {keep.full_name}
    known |= set(NameVariant.objects.filter(researcher=keep).values_list("name", flat=True))
    for variant in NameVariant.objects.filter(researcher=other).order_by("pk"):
        if variant.name in known:
            plan.delete(variant)
            continue
        known.add(variant.name)
        plan.change(variant, researcher_id=keep.pk)
        plan.say(f'"{variant.name}" becomes another spelling of the name.')
    for name in filter(None, [other.full_name[:300], other.original_name]):
        if name not in known and name != keep.original_name:
            known.add(name)
            plan.new.append(NameVariant(researcher_id=keep.pk, name=name))
            plan.say(f'"{name}" becomes another spelling of the name.')


def split_person(
    *,
    person: Researcher,
    authorships: Iterable[Authorship],
    into: str | Researcher,
    by: Any = None,
    dry_run: bool = False,
) -> Operation | Plan:
    """Return the operation that gave these papers of `person` to another one, or its plan.

    `into` is somebody who is here, or the name of a new person, "Ada Lovelace" or
    "Lovelace, Ada". That the two are not the same is remembered. Raises Refused.
    """
    rows = list(authorships)
    if dry_run:
        return _plan_split(person, rows, into, None)
    with changing():
        made = None
        if isinstance(into, str):
            made = _new_person(into)
            made.save()
        target = made or into
        plan = _plan_split(person, _current(rows), into, made)
        if made:
            plan.made.append(made)
        fresh = not Suggestion.objects.filter(
            kind=SAME_PERSON, key=pair_key(person.pk, target.pk)
        ).exists()
        if fresh:
            remember_different(SAME_PERSON, person.pk, target.pk, by=by)
            plan.made.append(
                Suggestion.objects.get(kind=SAME_PERSON, key=pair_key(person.pk, target.pk))
            )
        else:
            _answer_no(plan, person, target, by)
        papers = counted_papers(len(rows))
        return carry_out(
            plan,
            kind=Operation.Kind.SPLIT_PERSON,
            summary=f"{papers} of {person} went to {target}.",
            by=by,
        )


def counted_papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _current(rows: Sequence[Authorship]) -> list[Authorship]:
    return list(Authorship.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def _answer_no(plan: Plan, person: Researcher, target: Researcher, by: Any) -> None:
    key = pair_key(person.pk, target.pk)
    for row in Suggestion.objects.filter(kind=SAME_PERSON, key=key):
        plan.change(
            row,
            status=Suggestion.Status.REJECTED,
            decided_by_id=by.pk if by else None,
            decided_at=timezone.now(),
        )


def _new_person(name: str) -> Researcher:
    """Return an unsaved person. Raises Refused for a name of nothing, or one too long."""
    name = clean_text(name)
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        given, _, family = (part.strip() for part in name.rpartition(" "))
    if not fold(family):
        raise Refused("Write the name of the new person: Ada Lovelace, or Lovelace, Ada.")
    if len(family) > 150 or len(given) > 150:
        raise Refused("The name is too long: at most 150 characters each before and after.")
    return Researcher(given_name=given, family_name=family)


def _plan_split(
    person: Researcher,
    rows: Sequence[Authorship],
    into: str | Researcher,
    made: Researcher | None,
) -> Plan:
    target = made or (_new_person(into) if isinstance(into, str) else into)
    name = target.full_name or target.composed_name
    _check_split(person, rows, target)
    plan = Plan()
    if isinstance(into, str):
        plan.say(f"{name} is added as a new person, credited, without a page.")
    go = "goes" if len(rows) == 1 else "go"
    plan.say(f"{counted_papers(len(rows))} of {person} {go} to {name}:")
    for row in sorted(rows, key=lambda row: (row.publication_id, row.role)):
        plan.change(row, researcher_id=target.pk)
        plan.say(f'"{shown(row.publication.title, 200)}", printed there: {row.credited_as}')
    _split_names(plan, person, rows, target)
    plan.say(f"It is remembered that {person} and {name} are not the same.")
    return plan


def _check_split(person: Researcher, rows: Sequence[Authorship], target: Researcher) -> None:
    if not rows:
        raise Refused("Choose at least one paper.")
    if target.pk == person.pk:
        raise Refused(f"These papers are of {person} already. Choose somebody else.")
    if strangers := [row for row in rows if row.researcher_id != person.pk]:
        raise Refused(f"{_titles(strangers)} is no longer a paper of {person}. Look again.")
    if target.pk is None or target._state.adding:
        return
    bylines = set(
        Authorship.objects.filter(
            researcher=target, publication__in=[row.publication_id for row in rows]
        ).values_list("publication_id", "role")
    )
    if both := [row for row in rows if (row.publication_id, row.role) in bylines]:
        raise Refused(f"{target} is named on {_titles(both)} already, so {person} is another one.")


def _split_names(
    plan: Plan, person: Researcher, rows: Sequence[Authorship], target: Researcher
) -> None:
    """Spellings that only the papers that go were printed with go along, or are dropped."""
    going = {fold(row.credited_as) for row in rows}
    staying = Authorship.objects.filter(researcher=person).exclude(pk__in=[row.pk for row in rows])
    kept = set(map(fold, staying.values_list("credited_as", flat=True).distinct()))
    kept.add(fold(person.full_name))
    known = {fold(target.full_name or target.composed_name)}
    if target.pk:
        known |= set(
            NameVariant.objects.filter(researcher=target).values_list("name_key", flat=True)
        )
    for variant in NameVariant.objects.filter(researcher=person).order_by("pk"):
        key = fold(variant.name)
        if key not in going - kept:
            continue
        if key in known:
            plan.delete(variant)
            plan.say(f'The spelling "{variant.name}" is no longer one of {person}.')
        else:
            plan.change(variant, researcher_id=target.pk)
            plan.say(f'The spelling "{variant.name}" goes along.')
