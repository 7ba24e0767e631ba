"""What hangs on a person's, a lab's or a project's form."""

from portal.kit.admin import OrderedInline, RowsInline
from researchers import models
from researchers.forms import ContributorFormSet, SectionForm


class LinkInline(OrderedInline):
    model = models.ProfileLink
    tab = "links"
    fields = ["place", "kind", "value", "label"]
    description = "The row of words under the bio, printed in this order."


class MembershipInline(RowsInline):
    model = models.Membership
    tab = "labs"
    classes = ["cards"]
    fields = [
        "lab", "role", "title", "starts_on", "ends_on", "now_at", "now_at_url", "weight",
    ]  # fmt: skip
    autocomplete_fields = ["lab"]
    description = "Which labs, in which role, from when to when. What has ended becomes alumni."


class MemberInline(RowsInline):
    model = models.Membership
    verbose_name_plural = "members"
    classes = ["cards"]
    fields = [
        "researcher", "role", "title", "starts_on", "ends_on", "now_at", "now_at_url", "weight",
    ]  # fmt: skip
    autocomplete_fields = ["researcher"]


class PositionInline(OrderedInline):
    model = models.Position
    verbose_name_plural = "work"
    tab = "work"
    classes = ["ordered", "cards"]
    fields = [
        "place", "organization", "title", "starts_on", "ends_on", "url", "logo", "description",
    ]  # fmt: skip


class DegreeInline(OrderedInline):
    model = models.Degree
    tab = "work"
    classes = ["ordered", "cards"]
    fields = [
        "place", "degree", "field", "institution", "starts_on", "year", "advisors", "url",
    ]  # fmt: skip


class TeachingInline(OrderedInline):
    model = models.Teaching
    tab = "teaching"
    classes = ["ordered", "cards"]
    fields = ["place", "code", "title", "role", "term", "institution", "url", "logo"]


class ContributionInline(OrderedInline):
    model = models.Contribution
    verbose_name = "project"
    verbose_name_plural = "projects"
    tab = "projects"
    fields = ["place", "project", "role", "description"]
    autocomplete_fields = ["project"]
    description = "The project itself (name, picture, address) has a form of its own."


class ContributorInline(RowsInline):
    model = models.Contribution
    formset = ContributorFormSet
    verbose_name = "person"
    verbose_name_plural = "people"
    fields = ["researcher", "role", "description"]
    autocomplete_fields = ["researcher"]


class NewsInline(RowsInline):
    model = models.NewsItem
    tab = "news"
    fields = ["date", "text", "lab", "project", "is_public"]
    autocomplete_fields = ["lab", "project"]
    verbose_name_plural = "news"
    description = "Newest first. News of a lab or project is also shown there."


class ActivityInline(RowsInline):
    model = models.Activity
    tab = "news"
    classes = ["cards"]
    fields = ["kind", "title", "organization", "date", "url", "description"]
    verbose_name_plural = "talks, awards and service"


class SectionInline(OrderedInline):
    model = models.Section
    form = SectionForm
    tab = "layout"
    classes = ["ordered", "cards"]
    fields = ["place", "kind", "title", "is_shown", "body"]
    verbose_name = "part"
    verbose_name_plural = "parts of the page"
    description = (
        "Which parts the page shows, in which order. Parts that are not named here follow in "
        "their usual order; to leave one out, name it and clear “shown”."
    )


class NameInline(RowsInline):
    model = models.NameVariant
    tab = "names"
    fields = ["name"]
    verbose_name = "spelling"
    verbose_name_plural = "other spellings"
    description = "Names this person has published under. Search and import find her by these too."
