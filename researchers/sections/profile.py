"""The parts of a page that come from the profile itself."""

from typing import Any

from portal.kit.markup import render_markdown
from researchers.models import Activity, Researcher

from . import Section, register

NEWS_SHOWN = 5


@register
class Research(Section):
    key, title, order = "research", "Research", 10

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        return render_markdown(researcher.research)


@register
class Projects(Section):
    key, title, order = "projects", "Projects", 30

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        contributions = researcher.contributions.filter(project__is_public=True)
        return list(contributions.select_related("project"))


@register
class TeachingSection(Section):
    key, title, order = "teaching", "Teaching", 40

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        return list(researcher.teaching.all())


@register
class Experience(Section):
    key, title, order = "experience", "Work Experience", 50

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        return list(researcher.positions.all())


@register
class Education(Section):
    key, title, order = "education", "Education", 60

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        return list(researcher.degrees.all())


@register
class Activities(Section):
    key, title, order = "activities", "Talks, Awards and Service", 70

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        """Return (kind's word, entries) pairs."""
        kinds: dict[str, list[Activity]] = {}
        for activity in researcher.activities.all():
            kinds.setdefault(activity.get_kind_display(), []).append(activity)
        return list(kinds.items())


@register
class News(Section):
    key, title, order = "news", "News", 80

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        """Return (newest five, older ones), None without news."""
        items = list(researcher.news.public())
        return (items[:NEWS_SHOWN], items[NEWS_SHOWN:]) if items else None
