"""What models of every app share: addresses that keep working, link kinds, times."""

from typing import Any, Self

from django.db import models

from portal.kit.text import SLUG_LENGTH, numbered, slugify


class Timestamped(models.Model):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        abstract = True


class OldSlug(models.Model):
    """An address part that something once had; its page sends visitors on to the present one."""

    kind = models.CharField(max_length=60)
    slug = models.CharField(max_length=SLUG_LENGTH)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="old_slug_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class SluggedQuerySet(models.QuerySet):
    def formerly(self, slug: str) -> models.Model | None:
        """Return the object of this queryset that once had `slug`, None if there is none."""
        old = OldSlug.objects.filter(kind=self.model._meta.label_lower, slug=slug).first()
        return self.filter(pk=old.object_id).first() if old else None


class Slugged(models.Model):
    """A row with a readable address: made from its name, unique, and never dead after a change.

    A name that changes takes the address along unless the address was chosen by hand;
    `slug_follows_name = False` keeps it as it is.
    """

    slug_follows_name = True

    slug = models.SlugField(
        "address",
        max_length=SLUG_LENGTH,
        unique=True,
        blank=True,
        help_text="The last part of the page's address. Leave empty to have it made from the name. "
        "Old addresses keep working.",
    )

    class Meta:
        abstract = True

    @property
    def slug_source(self) -> str:
        """The text the address is made from."""
        raise NotImplementedError

    def _base_slug(self) -> str:
        return slugify(self.slug_source, default=self._meta.model_name or "page")

    def _free_slug(self) -> str:
        model = type(self)

        def is_taken(slug: str) -> bool:
            old = OldSlug.objects.filter(kind=model._meta.label_lower, slug=slug)
            return (
                model._base_manager.filter(slug=slug).exclude(pk=self.pk).exists()
                or old.exclude(object_id=self.pk or 0).exists()
            )

        return numbered(self._base_slug(), is_taken)

    def _is_made_slug(self) -> bool:
        base = self._base_slug()
        head, _, tail = self.slug.rpartition("-")
        return self.slug == base or (tail.isdigit() and base.startswith(head))

    def save(self, *args: Any, **options: Any) -> None:
        before: Self | None = None
        if self.pk and not self._state.adding:
            before = type(self)._base_manager.filter(pk=self.pk).first()
        kept = before is not None and before.slug == self.slug
        if not self.slug or (
            kept
            and self.slug_follows_name
            and before._base_slug() != self._base_slug()
            and before._is_made_slug()
        ):
            self.slug = self._free_slug()
        if (fields := options.get("update_fields")) is not None:
            options["update_fields"] = {*fields, "slug"}
        super().save(*args, **options)
        kind = self._meta.label_lower
        if before is not None and before.slug != self.slug:
            OldSlug.objects.update_or_create(
                kind=kind, slug=before.slug, defaults={"object_id": self.pk}
            )
        if before is None or before.slug != self.slug:
            OldSlug.objects.filter(kind=kind, slug=self.slug).delete()


class LinkKind(models.Model):
    """A kind of link as data: what it is called, where it stands, how its address is made."""

    key = models.SlugField(max_length=30, unique=True)
    label = models.CharField(max_length=40, help_text="The word that is printed.")
    icon = models.CharField(max_length=40, blank=True, help_text="Name of its sign, if it has one.")
    position = models.PositiveSmallIntegerField(
        default=100, help_text="Links are printed in this order, small numbers first."
    )
    url_pattern = models.CharField(
        "address pattern",
        max_length=200,
        blank=True,
        help_text="How an identifier becomes an address, like https://orcid.org/{}",
    )

    class Meta:
        abstract = True
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

    def address(self, value: str) -> str:
        """Return `value` as an address: as it is if it already is one, else through the pattern."""
        if "://" in value or value.startswith(("mailto:", "/")) or not self.url_pattern:
            return value
        return self.url_pattern.format(value.lstrip("@"))
