"""Merging and splitting in the admin: pages that show all that would change, then do it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from publications.duplicates import same_work
from publications.likely_duplicates import likely_people, likely_publications, works_of
from publications.merge_people import merge_people, shared_papers, split_person
from publications.merge_publications import (
    BYLINE,
    KEEP,
    OTHER,
    chosen_fields,
    join_versions,
    merge_publications,
)
from publications.merging import remember_different
from publications.models import Authorship, Operation, Publication, Suggestion
from publications.operations import Plan, Refused
from researchers.models import Researcher

PAIRS_ON_A_PAGE = 20
FOUND_AT_MOST = 20  # people of a name to choose from


class Merging:
    """What the admins of people and of publications share: a pair, its page, what was done."""

    def two(self, request: Any, source: Any) -> tuple[Any, Any]:
        """Return the two rows the request names, the one to keep first. Raises Http404."""
        try:
            first = int(source["keep"])
            named = [int(key) for key in [*source.getlist("both"), *source.getlist("other")]]
        except (KeyError, ValueError):
            raise Http404("Choose two rows from the list.") from None
        keys = [first, *(key for key in named if key != first)][:2]
        found = self.model.objects.in_bulk(keys)
        if len(set(keys)) != 2 or len(found) != 2:
            raise Http404("One of the two is no longer here. Look at the list again.")
        return found[keys[0]], found[keys[1]]

    def merge_page(self, request: Any, queryset: QuerySet[Any], url: str) -> Any:
        """Answer the action "Merge" with the page on which two rows are compared."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, "Choose exactly two to merge.", messages.WARNING)
            return None
        return HttpResponseRedirect(f"{url}?{urlencode({'keep': keys[0], 'other': keys[1]})}")

    def require(self, request: Any, *permissions: str) -> None:
        if not request.user.has_perms(permissions):
            raise PermissionDenied

    def done(self, request: Any, operation: Operation, *logged: tuple[Model, int]) -> None:
        """Log what was done, and say it with the way back."""
        for row, flag in logged:
            LogEntry.objects.log_actions(
                request.user.pk, [row], flag, change_message=operation.summary, single_object=True
            )
        undo_url = reverse("admin:publications_operation_undo", args=[operation.pk])
        self.message_user(
            request,
            format_html('{} <a href="{}">Undo</a>', operation.summary, undo_url),
            messages.SUCCESS,
        )

    def page(self, request: Any, template: str, title: str, **context: Any) -> TemplateResponse:
        whole = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            **context,
        }
        return TemplateResponse(request, template, whole)

    def not_same(self, request: Any, kind: str) -> HttpResponse:
        """Remember that the two rows the form names are not the same, and go on with the list."""
        if request.method != "POST":
            raise Http404("This is answered by the button of the list.")
        keep, other = self.two(request, request.POST)
        remember_different(kind, keep.pk, other.pk, by=request.user)
        text = f'Remembered: "{keep}" and "{other}" are not the same.'
        self.message_user(request, text, messages.SUCCESS)
        of_people = "?kind=people" if kind == Suggestion.Kind.SAME_PERSON else ""
        return HttpResponseRedirect(
            reverse("admin:publications_publication_duplicates") + of_people
        )


def changed_by(plan_or_refusal: Any) -> dict[str, Any]:
    """Return for a template what a plan changes, or why it cannot be."""
    try:
        plan = plan_or_refusal()
    except Refused as refusal:
        return {"refusal": str(refusal), "changes": []}
    return {"refusal": "", "changes": plan.changes if isinstance(plan, Plan) else []}


class MergingPeople(Merging):
    """Actions and pages of the list of people: merge two, give papers of one to another."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name="researchers_researcher_merge"),
            path("not-same/", view(self.not_same_view), name="researchers_researcher_not_same"),
            path(
                "<int:pk>/move-papers/",
                view(self.move_view),
                name="researchers_researcher_move_papers",
            ),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request: Any) -> bool:
        return request.user.has_perms(MERGE_PEOPLE)

    @admin.action(description="Merge two people …", permissions=["merge"])
    def merge(self, request: Any, queryset: QuerySet[Researcher]) -> Any:
        return self.merge_page(request, queryset, reverse("admin:researchers_researcher_merge"))

    def merge_view(self, request: Any) -> HttpResponse:
        self.require(request, *MERGE_PEOPLE)
        source = request.POST if request.method == "POST" else request.GET
        keep, other = self.two(request, source)
        orcid = source.get("orcid") or None
        if request.method == "POST":
            try:
                operation = merge_people(keep=keep, other=other, orcid=orcid, by=request.user)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.done(request, operation, (keep, CHANGE), (other, DELETION))
                return HttpResponseRedirect(
                    reverse("admin:researchers_researcher_change", args=[keep.pk])
                )
        counts = dict(
            Authorship.objects.filter(researcher__in=[keep, other])
            .order_by()
            .values_list("researcher")
            .annotate(n=Count("pk"))
        )
        people = sorted([keep, other], key=lambda person: person.pk)
        return self.page(
            request,
            "admin/merge_people.html",
            "Merge two people",
            keep=keep,
            other=other,
            orcid=orcid,
            asks_orcid=bool(keep.orcid and other.orcid and keep.orcid != other.orcid),
            are_two=bool(shared_papers(keep.pk, other.pk)),
            people=[(person, counts.get(person.pk, 0)) for person in people],
            **changed_by(lambda: merge_people(keep=keep, other=other, orcid=orcid, dry_run=True)),
        )

    def not_same_view(self, request: Any) -> HttpResponse:
        self.require(request, "researchers.change_researcher")
        return self.not_same(request, Suggestion.Kind.SAME_PERSON)

    def move_view(self, request: Any, pk: int) -> HttpResponse:
        self.require(request, *MOVE_PAPERS)
        person = self.model.objects.filter(pk=pk).first()
        if person is None:
            raise Http404("This person is no longer here. Look at the list again.")
        rows = list(
            Authorship.objects.filter(researcher=person)
            .select_related("publication")
            .order_by("credited_as", "-publication__date_number", "pk")
        )
        chosen = set(request.POST.getlist("paper"))
        picked = [row for row in rows if str(row.pk) in chosen]
        name = request.POST.get("name", "").strip()
        found = self._of_name(person, name) if name else []
        target = request.POST.get("target", "new")
        into = next((each for each in found if str(each.pk) == target), name)
        # What the page showed: only that is done, not what was chosen since.
        whom = into.pk if isinstance(into, Researcher) else f"new {name}"
        shown = f"{whom}: {' '.join(str(row.pk) for row in picked)}"
        asked = request.method == "POST"
        if asked and "confirmed" in request.POST and request.POST.get("shown") != shown:
            text = "The choice is another one than was shown. Look at what would change now."
            self.message_user(request, text, messages.WARNING)
        elif asked and "confirmed" in request.POST:
            try:
                operation = split_person(
                    person=person, authorships=picked, into=into, by=request.user
                )
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self._log_move(request, operation, person, into)
                return HttpResponseRedirect(
                    reverse("admin:researchers_researcher_change", args=[person.pk])
                )
        told = changed_by(
            lambda: split_person(person=person, authorships=picked, into=into, dry_run=True)
        )
        return self.page(
            request,
            "admin/move_papers.html",
            f"Papers of {person} that are somebody else's",
            person=person,
            rows=[(row, str(row.pk) in chosen) for row in rows],
            picked=picked,
            name=name,
            found=found,
            target=str(into.pk) if isinstance(into, Researcher) else "new",
            asked=asked,
            shown=shown,
            **told,
        )

    def _of_name(self, person: Researcher, name: str) -> list[Researcher]:
        named = Researcher.objects.named(name).exclude(pk=person.pk)
        return list(named.order_by("sort_key", "pk")[:FOUND_AT_MOST])

    def _log_move(
        self, request: Any, operation: Operation, person: Researcher, into: str | Researcher
    ) -> None:
        target, flag = into, CHANGE
        if isinstance(into, str):
            made = next(
                each["pk"]
                for each in operation.undo
                if each["model"] == Researcher._meta.label_lower and each["before"] is None
            )
            target, flag = Researcher.objects.get(pk=made), ADDITION
        self.done(request, operation, (person, CHANGE), (target, flag))


MERGE_PEOPLE = (
    "researchers.change_researcher",
    "researchers.delete_researcher",
    "publications.change_authorship",
)
MOVE_PAPERS = (
    "researchers.change_researcher",
    "researchers.add_researcher",
    "publications.change_authorship",
)
MERGE_PUBLICATIONS = ("publications.change_publication", "publications.delete_publication")


class MergingPublications(Merging):
    """Actions and pages of the list of publications: likely duplicates, merge, join versions."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path(
                "duplicates/",
                view(self.duplicates_view),
                name="publications_publication_duplicates",
            ),
            path("merge/", view(self.merge_view), name="publications_publication_merge"),
            path("join/", view(self.join_view), name="publications_publication_join"),
            path("not-same/", view(self.not_same_view), name="publications_publication_not_same"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request: Any) -> bool:
        return request.user.has_perms(MERGE_PUBLICATIONS)

    @admin.action(description="Merge two entries or join versions …", permissions=["merge"])
    def merge(self, request: Any, queryset: QuerySet[Publication]) -> Any:
        return self.merge_page(request, queryset, reverse("admin:publications_publication_merge"))

    def duplicates_view(self, request: Any) -> HttpResponse:
        of_people = request.GET.get("kind") == "people"
        self.require(
            request,
            "researchers.change_researcher" if of_people else "publications.change_publication",
        )
        number = request.GET.get("page", "1")
        page = int(number) if number.isdecimal() and 1 <= int(number) <= 10_000 else 1
        start = (page - 1) * PAIRS_ON_A_PAGE
        find = likely_people if of_people else likely_publications
        pairs = find(start=start, count=PAIRS_ON_A_PAGE + 1)
        return self.page(
            request,
            "admin/duplicates.html",
            "Likely duplicates",
            of_people=of_people,
            pairs=pairs[:PAIRS_ON_A_PAGE],
            number=page,
            has_more=len(pairs) > PAIRS_ON_A_PAGE,
            may_see_people=request.user.has_perm("researchers.change_researcher"),
            may_see_papers=request.user.has_perm("publications.change_publication"),
        )

    def merge_view(self, request: Any) -> HttpResponse:
        self.require(request, *MERGE_PUBLICATIONS)
        source = request.POST if request.method == "POST" else request.GET
        keep, other = self.two(request, source)
        fields = chosen_fields(keep, other)
        sides = {str(keep.pk): KEEP, str(other.pk): OTHER}
        choices = {
            name: side
            for name in [*(field["name"] for field in fields), BYLINE]
            if (side := sides.get(source.get(f"field-{name}", "")))
        }
        if request.method == "POST":
            try:
                operation = merge_publications(
                    keep=keep, other=other, choices=choices, by=request.user
                )
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.done(request, operation, (keep, CHANGE), (other, DELETION))
                return HttpResponseRedirect(
                    reverse("admin:publications_publication_change", args=[keep.pk])
                )
        for field in fields:
            field["chosen"] = choices.get(field["name"], field["chosen"])
        works = works_of([keep.pk, other.pk])
        sameness = same_work(works[keep.pk], works[other.pk])
        return self.page(
            request,
            "admin/merge_publications.html",
            "Two entries, one publication?",
            keep=keep,
            other=other,
            entries=sorted([keep, other], key=lambda paper: paper.pk),
            fields=fields,
            bylines=self._bylines(keep, other),
            byline_chosen=choices.get(BYLINE, KEEP),
            evidence=sameness.evidence if sameness else (),
            preferred=other if works[keep.pk].is_preprint else keep,
            are_versions=bool(sameness and sameness.kind == "versions"),
            **changed_by(
                lambda: merge_publications(keep=keep, other=other, choices=choices, dry_run=True)
            ),
        )

    def _bylines(self, keep: Publication, other: Publication) -> dict[str, str]:
        rows = Authorship.objects.filter(publication__in=[keep, other], role="author")
        names: dict[int, list[str]] = {keep.pk: [], other.pk: []}
        for paper, name in rows.order_by("position").values_list("publication_id", "credited_as"):
            names[paper].append(name)
        return {"keep": ", ".join(names[keep.pk]), "other": ", ".join(names[other.pk])}

    def join_view(self, request: Any) -> HttpResponse:
        self.require(request, "publications.change_publication")
        if request.method != "POST":
            raise Http404("Versions are joined by the button of the page that compares them.")
        one, two = self.two(request, request.POST)
        preferred, other = (
            (two, one) if request.POST.get("preferred") == str(two.pk) else (one, two)
        )
        try:
            operation = join_versions(preferred=preferred, other=other, by=request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.done(request, operation, (preferred, CHANGE), (other, CHANGE))
        return HttpResponseRedirect(
            reverse("admin:publications_publication_change", args=[preferred.pk])
        )

    def not_same_view(self, request: Any) -> HttpResponse:
        self.require(request, "publications.change_publication")
        return self.not_same(request, Suggestion.Kind.SAME_PUBLICATION)
