"""Suggestions in the admin: one page on which they are accepted, merged, or turned down."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from portal.kit.text import fold
from publications.importing.claims import byline_of
from publications.importing.deciding import (
    FOR_SYNC,
    Decision,
    accept_all,
    merge,
    reject,
    reopen,
)
from publications.models import Publication, Suggestion, SyncState
from publications.permissions import may_decide
from researchers.models import Lab, Membership, Researcher

from .details import ReadOnlyAdmin
from .suggested import items_of, names_to_choose

ON_A_PAGE = 25
FOUND_AT_MOST = 20  # publications to choose from
KINDS = (("publication", "papers"), ("field", "values that differ"))
FILTERS = ("researcher", "person", "lab", "service", "status", "what", "page")


@admin.register(SyncState)
class SyncStateAdmin(ReadOnlyAdmin):
    list_display = ["researcher", "service", "identifier", "looked_at", "has_failed", "result"]
    list_filter = ["service", "has_failed"]
    list_select_related = ["researcher"]
    search_fields = ["researcher__full_name", "identifier"]
    ordering = ["-looked_at", "-pk"]


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    list_display = [
        "key", "kind", "status", "researcher", "publication", "created_at", "decided_at",
    ]  # fmt: skip
    list_filter = ["status", "kind", "created_at"]
    list_select_related = ["researcher", "publication"]
    search_fields = ["key", "researcher__full_name", "publication__title"]
    ordering = ["-created_at", "-pk"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("review/", wrap(self.review), name="publications_suggestion_review"),
            path("<int:pk>/choose/", wrap(self.choose), name="publications_suggestion_choose"),
            *super().get_urls(),
        ]

    def review(self, request: Any) -> HttpResponse:
        """Show what waits for a decision; a POST decides."""
        if not may_decide(request.user):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request)
        rows, filters = chosen(request.GET)
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        kept = {name: value for name, value in filters.items() if value and name != "page"}
        context = {
            **self.admin_site.each_context(request),
            "title": "Suggestions",
            "opts": self.opts,
            "items": items_of(page.object_list),
            "page_obj": page,
            "filters": filters,
            "person": self._person(filters),
            "query": urlencode(kept),
            "services": SyncState.Service.choices,
            "statuses": Suggestion.Status.choices,
            "kinds": KINDS,
        }
        return TemplateResponse(request, "admin/suggestions.html", context)

    def _person(self, filters: dict[str, str]) -> Researcher | None:
        number = _number(filters["researcher"])
        return Researcher.objects.filter(pk=number).first() if number else None

    def _decide(self, request: Any) -> HttpResponse:
        """Carry out what the pressed button says: about one suggestion, or about the ticked."""
        word, _, rest = request.POST.get("do", "").partition(":")
        numbers = rest.split(":") if rest else request.POST.getlist("row")
        back = f"{request.path}?{self._kept(request)}".rstrip("?")
        if not word:
            return HttpResponseRedirect(back)
        if word == "merge" and len(numbers) == 2:
            row = self._rows(request, numbers[:1]).first()
            paper = get_object_or_404(Publication, pk=_number(numbers[1]))
            if row is None:
                raise Http404("This suggestion is no longer here.")
            # The names to choose from on the page are those of the proposed publication.
            is_proposed = row.payload.get("action") == "link" and row.publication_id == paper.pk
            place = place_in(request, row.pk) if is_proposed else None
            decision = merge(row, paper, request.user, place)
            self._tell(request, [decision])
            if not decision.done:
                url = reverse("admin:publications_suggestion_choose", args=[row.pk])
                return HttpResponseRedirect(f"{url}?publication={paper.pk}")
            return HttpResponseRedirect(back)
        rows = list(self._rows(request, numbers))
        if not rows:
            self.message_user(request, "Tick what you decide about.", messages.WARNING)
        elif word == "accept":
            places = {row.pk: place_in(request, row.pk) for row in rows}
            self._tell(request, accept_all(rows, request.user, places))
        elif word in {"reject", "reopen"}:
            decide = reject if word == "reject" else reopen
            self._tell(request, [decide(row, request.user) for row in rows])
        else:
            raise Http404("There is no such decision.")
        return HttpResponseRedirect(back)

    def _rows(self, request: Any, numbers: Sequence[str]) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.filter(pk__in=map(_number, numbers), kind__in=FOR_SYNC)
        if not all(may_decide(request.user, row) for row in rows):
            raise PermissionDenied
        return rows.order_by("-created_at", "-pk")

    def _kept(self, request: Any) -> str:
        return urlencode({name: request.GET[name] for name in FILTERS if request.GET.get(name)})

    def _tell(self, request: Any, decisions: Sequence[Decision]) -> None:
        """Say what came of decisions, with the import that can be undone, and log it."""
        done = [one for one in decisions if one.done]
        for one in decisions:
            if not one.done:
                self.message_user(request, one.words, messages.WARNING)
        for run in dict.fromkeys(one.run for one in done):
            words = [one.words for one in done if one.run == run]
            text = words[0] if len(words) == 1 else f"{len(words)} suggestions: done."
            link = ""
            if run and request.user.has_perm("publications.view_importrun"):
                url = reverse("admin:publications_importrun_change", args=[run])
                link = format_html(' <a href="{}">Look at the import</a>', url)
            self.message_user(request, format_html("{}{}", text, link), messages.SUCCESS)
        papers = Publication.objects.filter(pk__in=[one.publication for one in done if one.run])
        if papers:
            LogEntry.objects.log_actions(
                request.user.pk, papers, CHANGE, change_message="Accepted a suggestion."
            )

    def choose(self, request: Any, pk: int) -> HttpResponse:
        """Show publications of which one may be the suggested work; a POST says which it is."""
        row = get_object_or_404(
            Suggestion.objects.select_related("researcher", "publication__venue"),
            pk=pk,
            kind=Suggestion.Kind.PUBLICATION,
        )
        if not may_decide(request.user, row):
            raise PermissionDenied
        here = reverse("admin:publications_suggestion_choose", args=[pk])
        if request.method == "POST":
            number = _number(request.POST.get("publication", ""))
            paper = get_object_or_404(Publication, pk=number)
            decision = merge(row, paper, request.user, place_in(request, pk))
            self._tell(request, [decision])
            review = reverse("admin:publications_suggestion_review")
            return HttpResponseRedirect(
                review if decision.done else f"{here}?publication={paper.pk}"
            )
        words = request.GET.get("q", "").strip()
        chosen_one = Publication.objects.filter(pk=_number(request.GET.get("publication", "")))
        paper = chosen_one.select_related("venue").first()
        (item,) = items_of([row])
        context = {
            **self.admin_site.each_context(request),
            "title": "Which publication is it?",
            "opts": self.opts,
            "item": item,
            "words": words,
            "paper": paper,
            "names": names_to_choose(byline_of(paper.pk)) if paper else [],
            "found": [] if paper else list(self._found(words, row)),
        }
        return TemplateResponse(request, "admin/choose_publication.html", context)

    def _found(self, words: str, row: Suggestion) -> Iterator[Publication]:
        """Return publications of these words, without words those of the person."""
        papers = Publication.objects.select_related("venue").newest()
        if words:
            papers = papers.holding(words)
        elif row.researcher_id:
            papers = papers.by(row.researcher_id)
        return papers[:FOUND_AT_MOST]


def _number(text: str) -> int:
    """Return the id in a form, 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def place_in(request: Any, pk: int) -> int | None:
    """Return which name was chosen for a suggestion, None for none."""
    text = request.POST.get(f"place_{pk}", "")
    if text == "end":
        return -1
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def chosen(asked: Any) -> tuple[QuerySet[Suggestion], dict[str, str]]:
    """Return the suggestions that the filters leave, newest first, and the filters as they are."""
    filters = {name: asked.get(name, "").strip() for name in FILTERS}
    status = filters["status"] = filters["status"] or Suggestion.Status.OPEN
    rows = Suggestion.objects.filter(kind__in=FOR_SYNC, status=status)
    if filters["what"] in dict(KINDS):
        rows = rows.filter(kind=filters["what"])
    if filters["researcher"]:
        rows = rows.filter(researcher=_number(filters["researcher"]))
    if filters["person"]:
        rows = rows.filter(researcher__in=Researcher.objects.named(filters["person"]))
    if filters["service"]:
        rows = rows.filter(payload__service=filters["service"])
    if filters["lab"]:
        key = fold(filters["lab"])
        labs = Lab.objects.filter(
            Q(sort_key__contains=key) | Q(short_name__iexact=filters["lab"]) | Q(slug=key)
        )
        members = Membership.objects.filter(lab__in=labs)
        rows = rows.filter(researcher__in=members.values("researcher"))
    rows = rows.select_related("researcher", "publication__venue", "decided_by", "run")
    return rows.order_by("-created_at", "-pk"), filters


__all__ = ["SuggestionAdmin", "SyncStateAdmin"]
