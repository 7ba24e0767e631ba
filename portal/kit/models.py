"""What models of every app share: addresses that keep working, link kinds, times."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, connection, models, transaction

from portal.kit.changes import Watched, WatchedQuerySet
from portal.kit.sql import begins_with
from portal.kit.text import SLUG_LENGTH, is_numbered, numbered, numbered_prefix, slugify

# Browsers read a backslash as a slash and drop tabs, so "/\\" and "/<tab>/" lead to other hosts.
SAFE_ADDRESS = re.compile(r"https?://|mailto:|/(?![/\\\s])")

SLUG_TRIES = 10  # other saves may take a made address before this one writes it


def save_along(options: dict[str, Any], sources: Collection[str], *derived: str) -> None:
    """Make a save of chosen fields that has one of `sources` among them write `derived` too."""
    fields = options.get("update_fields")
    if fields is not None and not set(sources).isdisjoint(fields):
        options["update_fields"] = {*fields, *derived}


class Timestamped(Watched):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        save_along(options, options.get("update_fields") or (), "updated_at")
        super().save(*args, **options)


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


class SluggedQuerySet(WatchedQuerySet):
    def formerly(self, slug: str) -> models.Model | None:
        """Return the object of this queryset that once had `slug`, None if there is none."""
        old = OldSlug.objects.filter(kind=self.model._meta.label_lower, slug=slug).first()
        return self.filter(pk=old.object_id).first() if old else None


class Slugged(Watched):
    """A row with a readable address: made from its name, unique, and never dead after a change.

    A name that changes takes the address along unless the address was chosen by hand;
    `slug_follows_name = False` keeps it as it is. `slug_fields` are those `slug_source` reads.
    """

    slug_follows_name = True
    slug_fields: Collection[str] = ("name",)

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

    def save(self, *args: Any, **options: Any) -> None:
        fields = options.get("update_fields")
        if fields is not None and {"slug", *self.slug_fields}.isdisjoint(fields):
            super().save(*args, **options)
            return
        with transaction.atomic():
            before = self._as_stored()
            is_made = not self.slug or self._outgrew(before)
            save_along(options, self.slug_fields, "slug")
            if is_made:
                self._save_with_free_slug(*args, **options)
            else:
                super().save(*args, **options)
            self._keep_address(before)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        super().validate_unique(exclude)
        if "slug" not in (exclude or ()) and self._former_owners(self.slug).exists():
            raise ValidationError(
                {
                    "slug": f'"{self.slug}" was the address of another {self._meta.verbose_name} '
                    "and still leads there. Choose another."
                }
            )

    @property
    def slug_source(self) -> str:
        """The text the address is made from."""
        raise NotImplementedError

    @property
    def base_slug(self) -> str:
        """The address the name gives, before a number tells it from another's."""
        return slugify(self.slug_source, default=self._meta.model_name or "page")

    def _as_stored(self) -> Self | None:
        if not self.pk or self._state.adding:
            return None
        return type(self)._base_manager.filter(pk=self.pk).first()

    def _outgrew(self, before: Self | None) -> bool:
        """Whether the name changed and the address, made from the old name, should follow."""
        if before is None or before.slug != self.slug or not self.slug_follows_name:
            return False
        base = before.base_slug
        return base != self.base_slug and is_numbered(before.slug, base)

    def _former_owners(self, slug: str) -> models.QuerySet[Any]:
        """Other rows that once had `slug`."""
        old = OldSlug.objects.filter(kind=self._meta.label_lower, slug=slug)
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(pk__in=old.values("object_id"))

    def _save_with_free_slug(self, *args: Any, **options: Any) -> None:
        for attempt in range(1, SLUG_TRIES + 1):
            self.slug = numbered(self.base_slug, self._taken_slugs())
            try:
                with transaction.atomic():
                    super().save(*args, **options)
            except IntegrityError:
                if attempt == SLUG_TRIES or self.slug not in self._taken_slugs():
                    raise
            else:
                return

    def _taken_slugs(self) -> set[str]:
        """What other rows have, or once had, of the addresses this row's name can give."""
        prefix = numbered_prefix(self.base_slug)
        others = type(self)._base_manager.exclude(pk=self.pk).order_by()
        fitting = models.Q(slug=self.base_slug) | begins_with("slug", prefix)
        former = OldSlug.objects.filter(
            fitting, kind=self._meta.label_lower, object_id__in=others.values("pk")
        )
        present = others.filter(fitting).values_list("slug", flat=True)
        return set(present.union(former.values_list("slug", flat=True)))

    def _keep_address(self, before: Self | None) -> None:
        """Remember the address this row had, and that the one it has is nobody's former one."""
        if before is not None and before.slug == self.slug:
            return
        old = OldSlug.objects.filter(kind=self._meta.label_lower)
        old.filter(slug=self.slug).delete()
        if before is not None:
            old.update_or_create(
                kind=self._meta.label_lower,
                slug=before.slug,
                defaults={"object_id": self.pk},
            )


class FreeSlugs:
    """Gives addresses to many new rows of a model, none twice, while nobody else adds any."""

    def __init__(self, model: type[Slugged]) -> None:
        self._model, self._kind = model, model._meta.label_lower
        self._taken: set[str] = set()
        self._looked_up: set[str] = set()

    def make(self, names: Sequence[str]) -> list[str]:
        """Return for each name the address a new row gets.

        A query, and two more for each name whose plain address had been taken before.
        """
        bases = [slugify(name, default=self._model._meta.model_name or "page") for name in names]
        new = {base for base in bases if base not in self._taken}
        crowded = self._had(new) - self._looked_up
        for base in crowded:
            prefix = numbered_prefix(base)
            self._taken |= self._find(begins_with("slug", prefix))
        self._looked_up |= new
        self._taken |= crowded
        slugs = []
        for base in bases:
            slugs.append(numbered(base, self._taken))
            self._taken.add(slugs[-1])
        return slugs

    def _had(self, slugs: Collection[str]) -> set[str]:
        """Return which of these some row has or had; Django takes longer for many values."""
        if not slugs:
            return set()
        marks = ", ".join(["%s"] * len(slugs))
        mine, old = self._model._meta.db_table, OldSlug._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT slug FROM {mine} WHERE slug IN ({marks}) UNION ALL "  # noqa: S608 -- ours
                f"SELECT slug FROM {old} WHERE kind = %s AND slug IN ({marks})",
                [*slugs, self._kind, *slugs],
            )
            return {slug for (slug,) in cursor.fetchall()}

    def _find(self, condition: models.Q) -> set[str]:
        present = self._model._base_manager.filter(condition).order_by()
        former = OldSlug.objects.filter(condition, kind=self._kind)
        return {
            *present.values_list("slug", flat=True),
            *former.values_list("slug", flat=True),
        }


class LinkKind(Watched):
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
        validators=[
            RegexValidator(
                r"^(?:https?://|mailto:)[^{}]*\{\}[^{}]*\Z",
                "Write an address that starts with https://, http:// or mailto: and has {} once, "
                "where the identifier goes.",
            )
        ],
    )

    class Meta:
        abstract = True
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

    def address(self, value: str) -> str:
        """Return `value` as an address: as it is if it already is one, else through the pattern.

        What no page may link to, like javascript:, gives "".
        """
        url = value
        if "://" not in value and not value.startswith(("mailto:", "/")) and self.url_pattern:
            url = self.url_pattern.replace("{}", value.lstrip("@"))
        return url if SAFE_ADDRESS.match(url) else ""
