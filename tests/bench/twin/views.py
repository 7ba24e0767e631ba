"""Pages as class-based generic views."""

from itertools import groupby
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.views.generic import DetailView, ListView
from django.views.generic.detail import SingleObjectMixin

from publications.models import Authorship, Publication, Topic, Venue
from researchers.models import Activity, Lab, Membership, Project, Researcher
from tests.bench.twin.forms import FilterForm
from tests.bench.twin.papers import (
    HIDDEN,
    is_public,
    main_versions,
    of_lab,
    public,
    related,
    with_related,
)

NEWS_SHOWN = 5
LAB_PAPERS = 30


def by_year(papers: Any) -> list[tuple[int | None, list[Publication]]]:
    """Return `papers`, which are ordered by date, as (year, papers) pairs."""
    return [(year, list(group)) for year, group in groupby(papers, key=lambda paper: paper.year)]


def today_number() -> int:
    today = timezone.localdate()
    return today.year * 10_000 + today.month * 100 + today.day


class PaperList(ListView):
    """Forty papers a page, by year."""

    paginate_by = 40
    context_object_name = "papers"

    def get_queryset(self) -> QuerySet[Publication]:
        return with_related(main_versions())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        context["groups"] = by_year(context["page_obj"])
        return context


class PublicationList(PaperList):
    template_name = "twin/publication_list.html"

    def get_queryset(self) -> QuerySet[Publication]:
        papers = super().get_queryset()
        self.form = FilterForm(self.request.GET)
        if self.form.is_valid():
            papers = self.form.narrow(papers)
        return papers

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        years = main_versions().exclude(year=None).order_by("-year")
        return super().get_context_data(
            form=self.form,
            years=years.values_list("year", flat=True).distinct(),
            venues=Venue.objects.order_by("short_name", "name")[:100],
            labs=Lab.objects.filter(is_public=True),
            **context,
        )


class OneWithPapers(SingleObjectMixin, PaperList):
    """One thing and its papers, as the documentation's PublisherDetailView has them."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object(queryset=self.model.objects.all())
        return super().get(request, *args, **kwargs)


class VenueDetail(OneWithPapers):
    model = Venue
    template_name = "twin/venue_detail.html"

    def get_queryset(self) -> QuerySet[Publication]:
        return with_related(main_versions()).filter(venue=self.object)


class TopicDetail(OneWithPapers):
    model = Topic
    template_name = "twin/topic_detail.html"

    def get_queryset(self) -> QuerySet[Publication]:
        return with_related(main_versions()).filter(topics=self.object)


class PublicationDetail(DetailView):
    template_name = "twin/publication_detail.html"
    context_object_name = "paper"

    def get_queryset(self) -> QuerySet[Publication]:
        return with_related(public())


class ResearcherDetail(DetailView):
    template_name = "twin/researcher_detail.html"
    context_object_name = "researcher"

    def get_queryset(self) -> QuerySet[Researcher]:
        return Researcher.objects.filter(visibility="page").prefetch_related(
            "links__kind", "degrees", "positions", "teaching", "sections", "activities"
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        person, today = self.object, today_number()
        activities: dict[str, list[Activity]] = {}
        for activity in person.activities.all():
            activities.setdefault(activity.get_kind_display(), []).append(activity)
        news = list(person.news.filter(is_public=True))
        return super().get_context_data(
            memberships=person.memberships.filter(
                Q(starts_on=None) | Q(starts_on__lte=today),
                Q(ends_on=None) | Q(ends_on__gte=today),
                lab__is_public=True,
            ).select_related("lab"),
            contributions=person.contributions.filter(project__is_public=True).select_related(
                "project"
            ),
            activities=activities,
            news=news[:NEWS_SHOWN],
            older_news=news[NEWS_SHOWN:],
            authorships=self.papers(person),
            **context,
        )

    def papers(self, person: Researcher) -> QuerySet[Authorship]:
        """What stands on the person's page: chosen places first, then newest first."""
        papers = Publication.objects.select_related("venue").defer(*HIDDEN)
        return (
            person.authorships.filter(is_public("publication__"), hidden=False)
            .exclude(publication__preferred_version__status="published")
            .prefetch_related(Prefetch("publication", papers), *related("publication__"))
            .order_by(
                F("order").asc(nulls_last=True), "-publication__date_number", "-publication_id"
            )
        )


class LabDetail(DetailView):
    template_name = "twin/lab_detail.html"
    context_object_name = "lab"
    queryset = Lab.objects.filter(is_public=True).select_related("parent")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        lab, today = self.object, today_number()
        memberships = lab.memberships.exclude(researcher__visibility="hidden").select_related(
            "researcher"
        )
        current = memberships.filter(
            Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)
        ).order_by("weight", "researcher__sort_key")
        roles: dict[str, list[Membership]] = {}
        for membership in current:
            roles.setdefault(membership.get_role_display(), []).append(membership)
        papers = list(of_lab(with_related(main_versions()), lab)[: LAB_PAPERS + 1])
        return super().get_context_data(
            roles=roles,
            alumni=memberships.filter(ends_on__lt=today).order_by(
                "-ends_on", "researcher__sort_key"
            ),
            units=lab.units.filter(is_public=True),
            projects=lab.projects.filter(is_public=True),
            news=lab.news.filter(is_public=True)[:10],
            groups=by_year(papers[:LAB_PAPERS]),
            has_more=len(papers) > LAB_PAPERS,
            **context,
        )


class ResearcherList(ListView):
    template_name = "twin/researcher_list.html"
    paginate_by = 60
    queryset = Researcher.objects.filter(visibility="page")


class LabList(ListView):
    template_name = "twin/lab_list.html"
    queryset = Lab.objects.filter(is_public=True)


class ProjectDetail(DetailView):
    template_name = "twin/project_detail.html"
    queryset = Project.objects.filter(is_public=True)
