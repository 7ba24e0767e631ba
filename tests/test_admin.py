"""The admin's lists, search, front page and actions."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.kit.changes import changing
from publications.models import (
    Attachment,
    Authorship,
    Award,
    Document,
    ImportedSite,
    ImportRow,
    ImportRun,
    Operation,
    Placement,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
    SearchEntry,
    SetMember,
    Stamp,
    Suggestion,
    SyncState,
    Topic,
    Venue,
)
from researchers import models as people

from .admin_forms import save
from .factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db
PAPERS = ("change_authorship",)
OURS = [
    model
    for label in ("researchers", "publications", "accounts")
    for model in apps.get_app_config(label).get_models()
    if model
    not in {
        Document, ImportedSite, ImportRow, Placement, SearchEntry, SetMember, Stamp,
        people.Profile, people.stored.NameBlock,
    }
]  # fmt: skip


def list_url(model: Any, query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def change_url(obj: Any) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def listed(client: Client, model: Any, query: str = "") -> list[str]:
    """Return the rows of a list, in its order, as they call themselves."""
    return [str(row) for row in client.get(list_url(model, query)).context["cl"].result_list]


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def act(client: Client, action: str, *rows: Any, **data: Any) -> Any:
    """Run an action on `rows` and follow where it leads."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **data}
    return client.post(list_url(type(rows[0])), chosen, follow=True)


@changing()
def fill_site(count: int) -> None:
    """Make `count` more rows of every model of ours."""
    kind, of_profile = PublicationLinkKind.objects.first(), people.ProfileLinkKind.objects.first()
    for _ in range(count):
        person = make_researcher()
        of, number = {"researcher": person}, str(person.pk)
        lab = make_lab(members=[person], parent=make_lab())
        paper = make_publication(authors=[person, make_researcher()], venue=make_venue())
        paper.topics.add(Topic.objects.create(name=f"Topic {number}"))
        project = people.Project.objects.create(name=f"Project {number}")
        people.Contribution.objects.create(**of, project=project)
        people.NewsItem.objects.create(**of, lab=lab, project=project, date="2024", text="News")
        people.Degree.objects.create(**of, degree="Ph.D.")
        people.Position.objects.create(**of, organization="Works")
        people.Teaching.objects.create(**of, title="Engines")
        people.Activity.objects.create(**of, kind="talk", title="On engines")
        people.Section.objects.create(**of, title="Own")
        people.NameVariant.objects.create(**of, name="A. L.")
        people.ProfileLink.objects.create(**of, kind=of_profile, value="x@example.org")
        people.ProfileLinkKind.objects.create(key=f"kind-{number}", label="Kind")
        PublicationLinkKind.objects.create(key=f"kind-{number}", label="Kind")
        PublicationLink.objects.create(publication=paper, kind=kind, url="https://example.org")
        Award.objects.create(publication=paper, name="Oral")
        Relation.objects.create(publication=paper, kind="Reviews", target=make_publication())
        Attachment.objects.create(publication=paper, kind=kind, file="paper.pdf")
        run = ImportRun.objects.create(format="bibtex", source="a.bib", **of)
        Suggestion.objects.create(kind="field", key=number, run=run, publication=paper, **of)
        user = User.objects.create_user(username=f"user-{number}")
        seen = {"looked_at": user.date_joined, "due_at": user.date_joined}
        SyncState.objects.create(**of, **seen, service="dblp", identifier=number)
        Operation.objects.create(kind="merge-people", summary="One became another.", by=user)


def test_every_model_of_ours_is_registered() -> None:
    assert [model for model in OURS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_form_lists_all_people_papers_venues_or_labs(admin_client: Client, model: Any) -> None:
    """These grow without end: they are searched for, never listed in a select."""
    make_publication("Zzyzx paper", authors=["Zzyzx Marker"], venue=make_venue("Zzyzx venue"))
    make_lab("Zzyzx lab")
    people.Project.objects.create(name="Zzyzx project")
    response = admin_client.get(
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    )
    assert response.status_code == (403 if model in {Operation, Suggestion, SyncState} else 200)
    assert re.findall(r"<option[^>]*>(Zzyzx[^<]*)", response.content.decode()) == []


def test_lists_take_the_same_queries_for_1_and_30_rows(admin_client: Client) -> None:
    def queries(least: int) -> dict[str, int]:
        """Return how many queries each list takes, which shows `least` rows or more."""
        counts = {}
        for model in OURS:
            with CaptureQueriesContext(connection) as asked:
                shown = admin_client.get(list_url(model)).context["cl"].result_list
            assert len(shown) >= least, model
            counts[model._meta.label] = len(asked)
        return counts

    fill_site(1)
    queries(1)  # what is read only once is read now
    once = queries(1)
    fill_site(29)
    assert queries(30) == once


@pytest.mark.parametrize(
    ("model", "query", "found"),
    [
        (people.Researcher, "muller", ["Jürgen Müller"]),
        (people.Researcher, "MÜLLER jurgen", ["Jürgen Müller"]),
        (people.Researcher, "0000-0002-1825-0097", ["Jürgen Müller"]),
        (people.Researcher, "李明", ["Ming Li"]),
        (Publication, "uber", ["Über Maschinen"]),
        (Publication, "muller", ["Über Maschinen"]),
        (Publication, "https://doi.org/10.1145/3514221.3517885", ["Über Maschinen"]),
        (people.Lab, "universitat", ["Universität"]),
        (Venue, "revue generale", ["Revue Générale"]),
        (people.Researcher, "nobody", []),
    ],
)
def test_search_folds_accents_and_knows_identifiers(
    admin_client: Client, model: Any, query: str, found: list[str]
) -> None:
    jurgen = make_researcher("Jürgen Müller", orcid="0000-0002-1825-0097")
    make_researcher("Ming Li", original_name="李明")
    make_publication("Über Maschinen", authors=[jurgen], doi="10.1145/3514221.3517885")
    make_publication("On looms", authors=["Ada Lovelace"])
    make_lab("Universität")
    make_venue("Revue Générale")
    assert listed(admin_client, model, f"?q={query}") == found


def test_autocomplete_tells_namesakes_apart(admin_client: Client) -> None:
    make_researcher("Wei Wáng", headline="Professor, Oslo")
    make_researcher("Wei Wang", orcid="0000-0002-1825-0097")
    asked = {"app_label": "publications", "model_name": "authorship", "field_name": "researcher"}
    answer = admin_client.get(reverse("admin:autocomplete"), {**asked, "term": "wang"}).json()
    assert sorted(result["text"] for result in answer["results"]) == [
        "Wei Wang – ORCID 0000-0002-1825-0097",
        "Wei Wáng – Professor, Oslo",
    ]


def test_front_page_counts_what_is_there_and_what_is_incomplete(admin_client: Client) -> None:
    make_publication(
        authors=["Ada Lovelace"], summary="It computes.", doi="10.1145/1", picture="a-4x3.jpg"
    )
    make_publication(status="draft")
    make_researcher("Grace Hopper", visibility="page", bio="Admiral.", portrait="b-3x3.jpg")
    make_lab()
    context = admin_client.get(reverse("admin:index")).context
    assert [(figure.count, figure.label) for figure in context["stock"]] == [
        (1, "publications"),
        (1, "drafts"),
        (1, "people with a page"),
        (1, "people credited"),
        (1, "labs"),
    ]
    gaps = {name: [(f.count, f.label) for f in figures] for name, figures in context["gaps"]}
    assert gaps == {
        "Publications": [
            (1, "without authors"),
            (1, "without a link"),
            (1, "without the one plain sentence"),
            (1, "without a picture"),
            (1, "with a picture not described"),
        ],
        "Researchers": [(1, "with a page but no link"), (1, "with a portrait not described")],
    }


def test_front_page_figures_lead_to_lists_of_just_these(admin_client: Client) -> None:
    fill_site(2)
    make_researcher(visibility="page")
    make_publication(status="draft")
    context = admin_client.get(reverse("admin:index")).context
    figures = [*context["stock"], *(figure for _, found in context["gaps"] for figure in found)]
    assert len(figures) > 8
    for figure in figures:
        assert admin_client.get(figure.url).context["cl"].result_count == figure.count


def test_front_page_takes_the_same_queries_whatever_there_is(
    admin_client: Client, django_assert_num_queries: Any
) -> None:
    fill_site(1)
    admin_client.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as once:
        admin_client.get(reverse("admin:index"))
    assert len(once) <= 8
    fill_site(29)
    with django_assert_num_queries(len(once)):
        admin_client.get(reverse("admin:index"))


def test_front_page_says_only_what_one_may_see(client: Client) -> None:
    user = User.objects.create_user(username="helper", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_lab"))
    make_lab()
    client.force_login(user)
    context = client.get(reverse("admin:index")).context
    assert [figure.label for figure in context["stock"]] == ["labs"]
    assert context["gaps"] == []


@pytest.mark.parametrize(
    ("fields", "links"),
    [({}, 1), ({"status": "draft"}, 0)],
)
def test_view_on_site_is_for_what_is_public(
    admin_client: Client, fields: dict[str, str], links: int
) -> None:
    paper = make_publication("Notes", **fields)
    form = admin_client.get(change_url(paper)).content.decode()
    overview = admin_client.get(list_url(Publication)).content.decode()
    address = f'href="{paper.get_absolute_url()}"'
    assert (form.count(address), overview.count(address)) == (links, links)


def test_pages_are_given_and_taken_by_actions(admin_client: Client) -> None:
    ada, grace = make_researcher("Ada Lovelace"), make_researcher("Grace Hopper", visibility="page")
    assert messages(act(admin_client, "give_page", ada, grace)) == ["1 person changed: has a page."]
    ada.refresh_from_db()
    assert ada.visibility == "page"
    assert messages(act(admin_client, "credit_only", ada, grace)) == [
        "2 people changed: is credited, without a page."
    ]
    assert set(people.Researcher.objects.values_list("visibility", flat=True)) == {"author"}


def test_present_name_is_printed_after_a_question(admin_client: Client) -> None:
    ada = make_researcher("Ada Byron")
    paper = make_publication(authors=[ada, "Charles Babbage"])
    ada.family_name = "Lovelace"
    ada.save()
    question = act(admin_client, "print_name", ada)
    assert question.context["count"] == 1
    assert [row.credited_as for row in paper.authorships.all()] == ["Ada Byron", "Charles Babbage"]
    answer = act(admin_client, "print_name", ada, confirmed="yes")
    assert messages(answer) == ["The present name now stands on 1 paper."]
    names = [row.credited_as for row in paper.authorships.all()]
    assert names == ["Ada Lovelace", "Charles Babbage"]


def test_present_name_that_is_printed_is_in_the_history_of_each_paper(
    admin_client: Client,
) -> None:
    ada = make_researcher("Ada Byron")
    papers = [make_publication(authors=[ada]) for _ in range(2)]
    ada.family_name = "Lovelace"
    ada.save()
    act(admin_client, "print_name", ada, confirmed="yes")
    written = LogEntry.objects.order_by("object_id").values_list("object_id", "change_message")
    message = "Printed the present name of Ada Lovelace."
    assert list(written) == [(str(paper.pk), message) for paper in papers]


@pytest.mark.parametrize(("rights", "printed"), [((), "Ada Byron"), (PAPERS, "Ada Lovelace")])
def test_present_name_is_printed_by_those_who_may_change_bylines(
    client: Client, rights: tuple[str, ...], printed: str
) -> None:
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    named = Permission.objects.filter(codename__in=["change_researcher", *rights])
    editor.user_permissions.set(named)
    client.force_login(editor)
    ada = make_researcher("Ada Byron")
    paper = make_publication(authors=[ada])
    ada.family_name = "Lovelace"
    ada.save()
    act(client, "print_name", ada, confirmed="yes")
    assert paper.authorships.get().credited_as == printed


def test_person_who_joins_a_project_has_it_after_her_others(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    for place, name in enumerate(["First", "Second"], 1):
        project = people.Project.objects.create(name=name)
        people.Contribution.objects.create(researcher=ada, project=project, position=place)
    joined = people.Project.objects.create(name="Abacus")
    save(admin_client, change_url(joined), **{"contributions-0-researcher": ada.pk})
    order = ada.contributions.values_list("project__name", "position")
    assert list(order) == [("First", 1), ("Second", 2), ("Abacus", 3)]


def test_papers_are_published_and_drawn_back_by_actions(admin_client: Client) -> None:
    draft, public = make_publication(status="draft"), make_publication()
    assert messages(act(admin_client, "publish", draft, public)) == [
        "1 publication changed: now public."
    ]
    assert messages(act(admin_client, "back_to_draft", draft)) == [
        "1 publication changed: drafts again."
    ]
    draft.refresh_from_db()
    assert (draft.status, Publication.objects.get(pk=public.pk).status) == ("draft", "published")


def test_papers_tab_shows_links_and_saves_own_choices(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    papers = [make_publication(f"Paper {year}", authors=[ada], year=year) for year in (2020, 2022)]
    page = admin_client.get(change_url(ada)).content.decode()
    names = re.findall(r'class="row-name" href="([^"]+)">([^<]+)', page)
    assert names == [(change_url(papers[1]), "Paper 2022"), (change_url(papers[0]), "Paper 2020")]
    changes = {"authorships-1-place": "1", "authorships-1-selected": "on"}
    save(admin_client, change_url(ada), **changes, **{"authorships-0-blurb": "Mine."})
    own = Authorship.objects.order_by("publication__year")
    assert list(own.values_list("order", "selected", "blurb", "position")) == [
        (1, True, "", 1),
        (None, False, "Mine.", 1),
    ]


def test_papers_of_the_same_place_are_parted_as_typed(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    for number in range(1, 5):
        paper = make_publication(f"Paper {number}", authors=[ada])
        Authorship.objects.filter(publication=paper).update(order=number)
    save(admin_client, change_url(ada), **{"authorships-3-place": "2"})
    own = Authorship.objects.order_by("order").values_list("publication__title", "order")
    assert list(own) == [("Paper 1", 1), ("Paper 4", 2), ("Paper 2", 3), ("Paper 3", 4)]
