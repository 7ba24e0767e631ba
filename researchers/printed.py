"""A person as pages print her: `card` for lists, `page` for what her own page has beside it.

Both make plain JSON that is stored with each person; the other functions put it on pages. What
depends on the day, who is in which lab now, is decided when it is printed.
"""

from collections.abc import Iterable
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from django.db.models import ExpressionWrapper, F, IntegerField, Prefetch, QuerySet
from django.template import engines
from django.template.defaultfilters import truncatechars
from django.utils import timezone

from portal.kit.dates import PartialDate, printed_span
from portal.kit.markup import plain_text, render_inline, render_markdown
from researchers.models import Lab, Membership, ProfileLink, Researcher
from researchers.sections import stored_sections

Card = dict[str, Any]
Page = dict[str, Any]

DESCRIBED = 160  # characters of the biography that describe a page to search engines

# What `card` and `page` read of people with a page, beside what sections read.
READ = (
    Prefetch(
        "memberships",
        Membership.objects.filter(lab__is_public=True)
        .select_related("lab")
        .order_by("lab__sort_key", "lab", "weight", "pk"),
    ),
    Prefetch("links", ProfileLink.objects.select_related("kind")),
    "sections",
)


def card(person: Researcher) -> Card:
    """Return what lists print of a person; her public labs only if she has a page."""
    shown = {
        "name": person.full_name,
        "url": person.get_absolute_url() if person.has_page else person.homepage,
    }
    portrait = person.portrait.sources if person.has_page else None
    return {
        **shown,
        "head_html": _macros().card_head(shown, portrait),
        "headline": person.headline,
        "labs": [_lab(row) for row in person.memberships.all()] if person.has_page else [],
    }


@cache
def _macros() -> Any:
    return engines["jinja2"].env.get_template("researchers/macros.html").module


def _lab(membership: Membership) -> dict[str, Any]:
    lab, starts, ends = membership.lab, membership.starts_on, membership.ends_on
    return {
        "name": str(lab),
        "url": lab.get_absolute_url(),
        "starts_on": starts and starts.number,
        "ends_on": ends and ends.number,
    }


def page(person: Researcher) -> Page:
    """Return what the page of a person prints beside her card and papers."""
    return {
        "original_name": person.original_name,
        "pronouns": person.pronouns,
        "description": person.headline or truncatechars(plain_text(person.bio), DESCRIBED),
        "bio_html": render_markdown(person.bio),
        "links": profile_links(person),
        "has_own_cv": bool(person.cv) or any(link.kind.key == "cv" for link in person.links.all()),
        "portrait": person.portrait.sources,
        "portrait_url": person.portrait.url if person.portrait else "",
        "portrait_alt": person.portrait_alt,
        "sections": stored_sections(person),
        "footer_html": render_inline(person.footer),
    }


def profile_links(person: Researcher) -> list[dict[str, str]]:
    """Return the words under the bio as {"label", "url"}: chosen links and what the profile gives.

    E-mail, CV and ORCID come from the profile's own fields unless a link of that kind is chosen.
    """
    chosen = person.links.all()
    links = [{"label": link.text, "url": link.url} for link in chosen if link.url]
    kinds = {link.kind.key for link in chosen}
    if person.orcid and "orcid" not in kinds:
        links.append({"label": "ORCID", "url": f"https://orcid.org/{person.orcid}"})
    if person.cv and "cv" not in kinds:
        links.insert(0, {"label": "CV", "url": person.cv.url})
    if person.email and person.email_is_public and "email" not in kinds:
        links.insert(0, {"label": "Email", "url": f"mailto:{person.email}"})
    return links


def today() -> int:
    """Return the site's date as partial dates are stored, yyyymmdd."""
    return int(f"{timezone.localdate():%Y%m%d}")


def stored(cards: Iterable[str | None]) -> list[Card]:
    """Return stored cards, as `Researcher.objects.cards()` reads them, with the labs of today."""
    now = today()
    return [with_current_labs(orjson.loads(text), now) for text in cards if text]


def with_current_labs(card: Card, now: int) -> Card:
    """Return `card` with those of its labs that the person is in on the day `now`."""
    card["labs"] = [
        lab for lab in card["labs"] if is_current(lab["starts_on"], lab["ends_on"], now)
    ]
    return card


def is_current(starts: int | None, ends: int | None, now: int) -> bool:
    """Whether what lasts from one partial date to another has begun and not ended, all as numbers.

    The same as `MembershipQuerySet.current` in the database.
    """
    return (starts is None or starts <= now) and not has_ended(ends, now)


def has_ended(ends: int | None, now: int) -> bool:
    """Whether a partial date is over; "2026" lasts all 2026, "August 2026" all August."""
    return not (ends is None or ends >= now or ends in (now // 10_000 * 10_000, now // 100 * 100))


def people_of(lab: Lab) -> tuple[list[tuple[str, list[Any]]], list[dict[str, Any]]]:
    """Return who is in `lab`, as (role's word, (card, line) pairs), and its alumni. One query.

    Who left in one role and is there in another is no alumnus.
    """
    now = today()
    roles: dict[str, list[Any]] = {role: [] for role in Membership.Role.values}
    present, past = set(), []
    for person, role, title, starts, ends, now_at, now_at_url, key, text in _memberships(lab):
        if is_current(starts, ends, now):
            card = orjson.loads(text)
            present.add(person)
            roles[role].append((card, title or card["headline"]))
        elif has_ended(ends, now):
            alumnus = {
                "person": orjson.loads(text),
                "role": title or Membership.Role(role).of_one,
                "dates": printed_span(
                    PartialDate.from_number(starts) if starts else None,
                    PartialDate.from_number(ends),
                ),
                "now_at": now_at,
                "now_at_url": now_at_url,
            }
            past.append((-ends, key, person, alumnus))
    past.sort(key=itemgetter(0, 1))
    words = dict(Membership.Role.choices)
    return (
        [(words[role], members) for role, members in roles.items() if members],
        [alumnus for *_, person, alumnus in past if person not in present],
    )


def _memberships(lab: Lab) -> QuerySet[Any]:
    """Return what is printed of each membership, with dates as numbers and the person's card."""
    rows = lab.memberships.of_credited().filter(researcher__profile__isnull=False)
    return rows.order_by("weight", "researcher__sort_key", "pk").values_list(
        "researcher",
        "role",
        "title",
        ExpressionWrapper(F("starts_on"), IntegerField()),
        ExpressionWrapper(F("ends_on"), IntegerField()),
        "now_at",
        "now_at_url",
        "researcher__sort_key",
        "researcher__profile__card",
    )
