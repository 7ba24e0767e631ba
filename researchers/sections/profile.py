"""The parts of a page that come from the profile itself."""

from typing import Any

from django.db.models import Prefetch

from portal.kit.markup import render_markdown
from researchers.models import Contribution, NewsItem, Researcher

from . import Section, register

NEWS_SHOWN = 5


@register
class Research(Section):
    key, title, order = "research", "Research", 10

    def content(self, researcher: Researcher) -> Any:
        return render_markdown(researcher.research)


@register
class Projects(Section):
    key, title, order = "projects", "Projects", 30
    public = Contribution.objects.filter(project__is_public=True).select_related("project")
    reads = (Prefetch("contributions", public),)

    def content(self, researcher: Researcher) -> Any:
        return [
            {
                "name": row.project.name,
                "page_url": row.project.get_absolute_url(),
                "url": row.project.url,
                "code_url": row.project.code_url,
                "picture": row.project.picture.sources,
                "picture_alt": row.project.picture_alt,
                "role": row.role,
                "description": row.description,
            }
            for row in researcher.contributions.all()
        ]


@register
class TeachingSection(Section):
    key, title, order = "teaching", "Teaching", 40
    reads = ("teaching",)

    def content(self, researcher: Researcher) -> Any:
        return [
            {
                "name": row.name,
                "role": row.role,
                "term": row.term,
                "url": row.url,
                "institution": row.institution,
                "logo": row.logo.sources,
            }
            for row in researcher.teaching.all()
        ]


@register
class Experience(Section):
    key, title, order = "experience", "Work Experience", 50
    reads = ("positions",)

    def content(self, researcher: Researcher) -> Any:
        return [
            {
                "organization": row.organization,
                "url": row.url,
                "logo": row.logo.sources,
                "title": row.title,
                "dates": row.printed_dates,
                "description_html": render_markdown(row.description),
            }
            for row in researcher.positions.all()
        ]


@register
class Education(Section):
    key, title, order = "education", "Education", 60
    reads = ("degrees",)

    def content(self, researcher: Researcher) -> Any:
        return [
            {
                "dates": row.printed_dates,
                "degree": row.degree,
                "field": row.field,
                "institution": row.institution,
                "url": row.url,
                "advisors": row.advisors,
            }
            for row in researcher.degrees.all()
        ]


@register
class Activities(Section):
    key, title, order = "activities", "Talks, Awards and Service", 70
    reads = ("activities",)

    def content(self, researcher: Researcher) -> Any:
        """Return (kind's word, entries) pairs."""
        kinds: dict[str, list[dict[str, str]]] = {}
        for row in researcher.activities.all():
            entry = {
                "date": row.date.printed if row.date else "",
                "title": row.title,
                "url": row.url,
                "organization": row.organization,
                "description_html": render_markdown(row.description),
            }
            kinds.setdefault(row.get_kind_display(), []).append(entry)
        return list(kinds.items())


@register
class News(Section):
    key, title, order = "news", "News", 80
    reads = (Prefetch("news", NewsItem.objects.public()),)

    def content(self, researcher: Researcher) -> Any:
        """Return (newest five, older ones), None without news."""
        items = [
            {"date": str(row.date), "printed_date": row.printed_date, "text_html": row.text_html}
            for row in researcher.news.all()
        ]
        return (items[:NEWS_SHOWN], items[NEWS_SHOWN:]) if items else None
