"""Publications, venues and topics."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from portal.kit.admin import BylineAdmin, GapFilter, PartedAdmin, PublicAdmin, count_of, thumbnail
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.forms import PublicationForm
from publications.gaps import PUBLICATION_GAPS
from publications.models import Authorship, Publication, PublicationLinkKind, Topic, Venue

from . import inlines
from .imports import bring_in_url
from .merging import MergingPublications
from .sources import sources_table

MANY_AUTHORS = 200  # above this a byline has its own list instead of rows in the paper's form


class IncompletePublications(GapFilter):
    gaps = PUBLICATION_GAPS


@admin.register(Publication)
class PublicationAdmin(MergingPublications, PartedAdmin, PublicAdmin):
    form = PublicationForm
    change_list_template = "admin/merging_change_list.html"
    list_display = ["name", "figure", "authors", "where", "year", "status", "changed", "on_site"]
    list_filter = ["status", IncompletePublications, "type", "year"]
    list_select_related = ["venue"]
    search_fields = ["slug", "citation_key", "made_key", "title"]
    folded_fields = ("title_key",)
    search_help_text = "Words of the title, names of authors, a venue, a DOI or an arXiv number."
    ordering = ["-year", "-month", "-day", "-pk"]
    autocomplete_fields = ["venue", "topics", "projects", "preferred_version"]
    readonly_fields = ["long_byline", "sources", "created_at", "updated_at"]
    actions = ["publish", "back_to_draft", "merge"]
    is_tabbed = False
    parts = (
        ("paper", "The paper"),
        ("authors", "Authors"),
        ("links", "Links, files and awards"),
        ("show", "How it is shown"),
        ("more", "More"),
    )
    inlines = [
        inlines.AuthorInline,
        inlines.LinkInline,
        inlines.AwardInline,
        inlines.AttachmentInline,
        inlines.RelationInline,
    ]

    def get_fieldsets(self, request: Any, obj: Publication | None = None) -> list[Any]:
        fieldsets: list[Any] = [
            (
                None,
                {
                    "classes": ["part-paper"],
                    "fields": [
                        "title",
                        ("type", "venue"),
                        "venue_detail",
                        ("year", "month", "day"),
                        ("doi", "arxiv_id"),
                        ("status", "publish_at"),
                    ],
                },
            ),
            (
                "Summary and picture",
                {
                    "classes": ["part-show"],
                    "description": "What lists show beside the title.",
                    "fields": ["summary", "picture", "picture_alt", "abstract"],
                },
            ),
            (
                "Second picture or video",
                {"classes": ["part-show", "collapse"], "fields": ["hover_picture", "hover_video"]},
            ),
            (
                "What it is about",
                {"classes": ["part-more"], "fields": ["topics", "projects", "preferred_version"]},
            ),
            (
                "Details for citations",
                {
                    "classes": ["part-more", "collapse"],
                    "fields": [
                        ("volume", "issue", "pages"),
                        "publisher",
                        ("pmid", "isbn"),
                        ("citation_key", "language"),
                        "note",
                    ],
                },
            ),
            (
                "Where the fields come from",
                {"classes": ["part-more", "collapse"], "fields": ["sources"]},
            ),
            (
                "Address of the page",
                {
                    "classes": ["part-more", "collapse"],
                    "fields": ["slug", ("created_at", "updated_at")],
                },
            ),
        ]
        if self._has_many_authors(obj):
            authors = ("Authors", {"classes": ["part-authors"], "fields": ["long_byline"]})
            fieldsets.insert(1, authors)
        return fieldsets

    def get_inlines(self, request: Any, obj: Publication | None) -> list[Any]:
        if self._has_many_authors(obj):
            return [inline for inline in self.inlines if inline is not inlines.AuthorInline]
        return list(self.inlines)

    def _has_many_authors(self, obj: Publication | None) -> bool:
        if obj is None:
            return False
        if not hasattr(obj, "author_count"):
            obj.author_count = obj.authorships.count()
        return obj.author_count > MANY_AUTHORS

    def is_public(self, obj: Publication) -> bool:
        if obj.status == Publication.Status.SCHEDULED:
            return obj.publish_at is not None and obj.publish_at <= timezone.now()
        return obj.status == Publication.Status.PUBLISHED

    def get_queryset(self, request: Any) -> QuerySet[Publication]:
        byline = Authorship.objects.filter(publication=OuterRef("pk"), role="author").order_by()
        counted = byline.values("publication").annotate(n=Count("pk")).values("n")
        first = byline.order_by("position").values("credited_as")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(listed_authors=Subquery(counted), first_author=Subquery(first))
        )

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        own = {"authorships__researcher__id__exact", "topics__id__exact"}
        return lookup in own or super().lookup_allowed(lookup, value, request)

    def search_folded(self, queryset: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
        return queryset.holding(" ".join(words))

    def get_search_results(
        self, request: Any, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for scheme, field in (("doi", "doi"), ("arxiv", "arxiv_id")):
            try:
                identifier = SCHEMES[scheme].normalize(search_term)
            except InvalidIdentifier:
                continue
            found = queryset.filter(**{field: identifier})
            if found.exists():
                return found, False
        return super().get_search_results(request, queryset, search_term)

    def autocomplete_label(self, obj: Publication) -> str:
        return f"{obj.title} ({obj.year})" if obj.year else obj.title

    @admin.display(description="Title", ordering="title_key")
    def name(self, obj: Publication) -> str:
        return obj.title

    @admin.display(description="Picture")
    def figure(self, obj: Publication) -> Any:
        return thumbnail(obj.picture)

    @admin.display(description="Authors", ordering="first_author")
    def authors(self, obj: Any) -> str:
        if not obj.listed_authors:
            return "–"
        more = obj.listed_authors - 1
        return f"{obj.first_author} and {more} more" if more else obj.first_author

    @admin.display(description="Venue", ordering="venue__name_key", empty_value="–")
    def where(self, obj: Publication) -> str | None:
        return obj.venue and (obj.venue.short_name or obj.venue.name)

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        more = {"bring_in_url": bring_in_url(request), "bring_in_words": "Bring publications in"}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    @admin.display(description="Sources")
    def sources(self, obj: Publication) -> Any:
        return sources_table(obj)

    @admin.display(description="Byline")
    def long_byline(self, obj: Any) -> Any:
        url = reverse("admin:publications_authorship_changelist")
        return format_html(
            '{} names, too many for this form: <a href="{}?publication__id__exact={}">edit them '
            "in their own list</a>.",
            obj.author_count,
            url,
            obj.pk,
        )

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: Any, queryset: QuerySet[Publication]) -> None:
        self._set_status(request, queryset, Publication.Status.PUBLISHED, "now public")

    @admin.action(description="Back to draft", permissions=["change"])
    def back_to_draft(self, request: Any, queryset: QuerySet[Publication]) -> None:
        self._set_status(request, queryset, Publication.Status.DRAFT, "drafts again")

    def _set_status(
        self, request: Any, queryset: QuerySet[Publication], status: str, words: str
    ) -> None:
        papers = list(queryset.exclude(status=status))
        for paper in papers:
            paper.status = status
            paper.save(update_fields=["status", "updated_at"])
        count = "1 publication" if len(papers) == 1 else f"{len(papers)} publications"
        self.message_user(request, f"{count} changed: {words}.", messages.SUCCESS)


class PapersLink:
    """A column with the number of publications, which leads to their list."""

    papers_lookup = ""

    @admin.display(description="Publications", ordering="paper_count")
    def papers(self, obj: Any) -> Any:
        url = reverse("admin:publications_publication_changelist")
        return format_html(
            '<a href="{}?{}={}">{}<span class="visually-hidden"> publications of {}</span></a>',
            url,
            self.papers_lookup,
            obj.pk,
            obj.paper_count,
            obj,
        )


@admin.register(Venue)
class VenueAdmin(PapersLink, PublicAdmin):
    list_display = ["name", "short_name", "kind", "papers", "changed", "on_site"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "issn"]
    folded_fields = ("name_key", "slug")
    search_help_text = "A long or short name, or an ISSN."
    ordering = ["name_key", "pk"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), "kind", "url", ("issn", "color")]}),
        ("Address of the page", {"fields": ["slug", ("created_at", "updated_at")]}),
    ]
    papers_lookup = "venue__id__exact"

    def get_queryset(self, request: Any) -> QuerySet[Venue]:
        return super().get_queryset(request).annotate(paper_count=count_of(Publication, "venue"))


@admin.register(Topic)
class TopicAdmin(PapersLink, PublicAdmin):
    list_display = ["name", "papers", "on_site"]
    search_fields = ["name"]
    folded_fields = ("slug",)
    ordering = ["name"]
    fields = ["name", "description", "slug"]
    papers_lookup = "topics__id__exact"

    def get_queryset(self, request: Any) -> QuerySet[Topic]:
        counted = count_of(Publication.topics.through, "topic")
        return super().get_queryset(request).annotate(paper_count=counted)


@admin.register(PublicationLinkKind)
class PublicationLinkKindAdmin(BylineAdmin):
    is_detail = True
    list_display = ["label", "key", "position", "icon", "url_pattern"]
    list_editable = ["position"]
    search_fields = ["label", "key"]
    ordering = ["position", "label"]
