"""The API with stock nested ModelSerializers."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers, viewsets

from portal.kit.dates import PartialDate
from publications.models import (
    Authorship,
    Award,
    Publication,
    PublicationLink,
    Topic,
    Venue,
)
from researchers.models import Lab, Researcher
from tests.bench.twin.papers import of_lab, public, with_related


class AddressField(serializers.Field):
    """The absolute address of an object's page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"source": "*", "read_only": True, **options})

    def to_representation(self, value: Any) -> str:
        return self.context["request"].build_absolute_uri(value.get_absolute_url())


class ResearcherSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Researcher
        fields = ["id", "slug", "url", "orcid"]

    def get_url(self, person: Researcher) -> str | None:
        if not person.has_page:
            return None
        return self.context["request"].build_absolute_uri(person.get_absolute_url())


class AuthorshipSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="credited_as")
    researcher = ResearcherSerializer()

    class Meta:
        model = Authorship
        fields = [
            "position", "name", "researcher", "equal_group", "is_corresponding", "affiliation"
        ]  # fmt: skip


class VenueSerializer(serializers.ModelSerializer):
    url = AddressField()

    class Meta:
        model = Venue
        fields = ["slug", "name", "short_name", "url"]


class LinkSerializer(serializers.ModelSerializer):
    kind = serializers.SlugRelatedField(slug_field="key", read_only=True)
    label = serializers.CharField(source="__str__")

    class Meta:
        model = PublicationLink
        fields = ["kind", "label", "url"]


class AwardSerializer(serializers.ModelSerializer):
    class Meta:
        model = Award
        fields = ["name", "url"]


class TopicSerializer(serializers.ModelSerializer):
    class Meta:
        model = Topic
        fields = ["slug", "name"]


class PublicationSerializer(serializers.ModelSerializer):
    url = AddressField()
    date = serializers.SerializerMethodField()
    venue = VenueSerializer()
    authors = serializers.SerializerMethodField()
    editors = serializers.SerializerMethodField()
    links = LinkSerializer(many=True)
    awards = AwardSerializer(many=True)
    topics = TopicSerializer(many=True)
    is_main_version = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = [
            "id", "slug", "url", "type", "title", "year", "month", "day", "date", "venue",
            "venue_detail", "volume", "issue", "pages", "publisher", "abstract", "summary", "doi",
            "arxiv_id", "pmid", "isbn", "citation_key", "language", "note", "authors", "editors",
            "links", "awards", "topics", "is_main_version", "picture", "updated_at",
        ]  # fmt: skip

    def get_date(self, paper: Publication) -> str | None:
        return str(PartialDate(paper.year, paper.month, paper.day)) if paper.year else None

    def get_authors(self, paper: Publication) -> Any:
        return self._credits(paper, "author")

    def get_editors(self, paper: Publication) -> Any:
        return self._credits(paper, "editor")

    def _credits(self, paper: Publication, role: str) -> Any:
        rows = [row for row in paper.authorships.all() if row.role == role]
        return AuthorshipSerializer(rows, many=True, context=self.context).data

    def get_is_main_version(self, paper: Publication) -> bool:
        return paper.preferred_version_id is None

    def get_picture(self, paper: Publication) -> dict[str, Any] | None:
        if not paper.picture:
            return None
        largest = paper.picture.renditions[-1]
        return {
            "url": self.context["request"].build_absolute_uri(paper.picture.url),
            "width": largest.width,
            "height": largest.height,
            "alt": paper.picture_alt,
        }


class PublicationViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Publication.objects.all()
    serializer_class = PublicationSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Publication]:
        papers, query = with_related(public()), self.request.query_params
        if "author" in query:
            papers = papers.filter(authorships__researcher__slug=query["author"]).distinct()
        if "year" in query:
            papers = papers.filter(year=query["year"])
        if "venue" in query:
            papers = papers.filter(venue__slug=query["venue"])
        if "lab" in query:
            papers = of_lab(papers, get_object_or_404(Lab, slug=query["lab"]))
        return papers
