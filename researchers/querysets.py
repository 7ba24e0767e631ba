"""Verbs over many people, labs and memberships."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from portal.kit.changes import WatchedQuerySet
from portal.kit.fields import still_open
from portal.kit.models import SluggedQuerySet
from portal.kit.text import search_words

if TYPE_CHECKING:
    from researchers.models import Lab


class ResearcherQuerySet(SluggedQuerySet):
    def with_page(self) -> Self:
        """People who have a public page."""
        return self.filter(visibility="page")

    def credited(self) -> Self:
        """People who may be named as themselves: all but the hidden ones."""
        return self.exclude(visibility="hidden")

    def with_profile(self) -> Self:
        """People with what is stored for their pages, and of themselves only what that lacks."""
        found = self.filter(profile__isnull=False).select_related("profile")
        return found.only("slug", "paper_order", "updated_at", "profile__card", "profile__page")

    def cards(self) -> Self:
        """What is stored of people for lists; None for whom nothing is stored."""
        return self.values_list("profile__card", flat=True)

    def named(self, text: str) -> Self:
        """People whose name or a spelling of it holds every word of `text`, folded."""
        people = self
        for word in search_words(text):
            variant = self.model._meta.get_field("name_variants").related_model.objects.filter(
                researcher=models.OuterRef("pk"), name_key__contains=word
            )
            people = people.filter(models.Q(sort_key__contains=word) | models.Exists(variant))
        return people


class LabQuerySet(SluggedQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def roots(self) -> Self:
        """Labs that are part of no public lab."""
        return self.exclude(parent__in=self.model.objects.public())

    def ids_within(self, lab: "Lab") -> list[int]:
        """Return the ids of `lab` and of all public units below it, in one query."""
        below: dict[int, list[int]] = {}
        for pk, parent in self.model.objects.public().values_list("pk", "parent_id"):
            below.setdefault(parent, []).append(pk)
        ids, todo = [], [lab.pk]
        while todo:
            pk = todo.pop()
            ids.append(pk)
            todo += below.pop(pk, [])  # once: units that go in circles come to an end, too
        return ids


class MembershipQuerySet(WatchedQuerySet):
    def of_credited(self) -> Self:
        """Memberships of people who may be named as themselves."""
        return self.exclude(researcher__visibility="hidden")

    def current(self) -> Self:
        """Memberships that have begun and not ended; one that ends "2026" lasts all 2026."""
        today = timezone.localdate()
        begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
        return self.filter(begun, still_open("ends_on", today))

    def ended(self) -> Self:
        return self.exclude(still_open("ends_on", timezone.localdate()))


class ProjectQuerySet(SluggedQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)


class NewsQuerySet(WatchedQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)
