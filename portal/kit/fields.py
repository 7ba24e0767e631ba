"""Model fields that keep a value in one sound form: identifiers, partial dates, pictures."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from django.db.models.lookups import Exact

from portal.kit import images
from portal.kit.dates import PartialDate
from portal.kit.identifiers import SCHEMES, InvalidIdentifier


class IdentifierField(models.CharField):
    """An identifier kept in its scheme's one form, "" for none; every usual spelling is taken."""

    def __init__(self, scheme: str, **options: Any) -> None:
        self.scheme = SCHEMES[scheme]
        options.setdefault("max_length", 200)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(self.scheme.label, **options)

    def deconstruct(self) -> Any:
        name, path, _, options = super().deconstruct()
        options.pop("verbose_name", None)
        return name, path, [self.scheme.key], options

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text.strip():
            return ""
        try:
            return self.scheme.normalize(text)
        except InvalidIdentifier as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(value) if isinstance(value, str) else super().get_prep_value(value)

    def pre_save(self, instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's signature
        value = self.to_python(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value


class PartialDateFormField(forms.CharField):
    """A text input that reads "2021", "2021-08", "Aug 2021" or "2021-08-15"."""

    def __init__(self, **options: Any) -> None:
        attrs = {"size": 12, "maxlength": 20, "placeholder": "2021-08"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


class PartialDateField(models.IntegerField):
    """A PartialDate or None, stored as the number yyyymmdd with 00 for what is not known.

    The number sorts as the date does and compares in SQL, as the two conditions below do.
    """

    description = "A date known to the year, the month or the day"

    def from_db_value(self, value: int | None, *args: Any) -> PartialDate | None:
        return None if value is None else PartialDate.from_number(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        if value == "":
            return None
        try:
            if isinstance(value, int):
                return PartialDate.from_number(value)
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        date = self.to_python(value)
        return None if date is None else date.number

    @property
    def validators(self) -> list[Any]:
        """None: IntegerField's compare numbers, and PartialDate checks itself."""
        return []

    def pre_save(self, instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's signature
        value = getattr(instance, self.attname)
        if not hasattr(value, "resolve_expression"):
            value = self.to_python(value)
            setattr(instance, self.attname, value)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": PartialDateFormField, **options})


def ends_not_before_start(start: str, end: str) -> models.Q:
    """Return the condition that partial date `end` may lie on or after `start`; unknown ends pass.

    A vague end counts by the last day it may mean: a course from 2021-08 may end in "2021".
    """

    def vague_end(unit: int) -> models.Q:
        return models.Q(Exact(models.F(end) % unit, 0)) & models.Q(
            **{f"{end}__gte": models.F(start) - (unit - 1)}
        )

    return (
        models.Q(**{f"{start}__isnull": True})
        | models.Q(**{f"{end}__isnull": True})
        | models.Q(**{f"{end}__gte": models.F(start)})
        | vague_end(10_000)
        | vague_end(100)
    )


def still_open(end: str, today: datetime.date) -> models.Q:
    """Return the condition that the partial date `end` is unknown or not yet over on `today`."""
    month = today.year * 10_000 + today.month * 100
    return (
        models.Q(**{f"{end}__isnull": True})
        | models.Q(**{f"{end}__gte": month + today.day})
        | models.Q(**{f"{end}__in": [today.year * 10_000, month]})
    )


class StoredFile(FieldFile):
    """A file that is kept under the name of its content, so the same file is kept once."""

    def keep(self, name: str, data: bytes) -> None:
        """Store `data` under `name` unless it is there, and point this field at it."""
        if not self.storage.exists(name):
            # Should another request be quicker, the storage saves this copy under a further name;
            # the one that says what the file is, is there all the same.
            self.storage.save(name, ContentFile(data))
        self.name = name
        setattr(self.instance, self.field.attname, name)
        self._committed = True


class PictureFile(StoredFile):
    """A picture of a row: its original is kept apart, what pages show are its renditions."""

    field: "PictureField"

    def save(self, name: str, content: File, save: bool = True) -> None:  # noqa: FBT001 -- Django's signature
        picture = getattr(content, "picture", None)
        if picture is None:
            content.seek(0)
            picture = images.read_picture(content.read())
        for rendition_name, data in images.render(
            picture, self.field.sizes, square=self.field.square
        ):
            if not default_storage.exists(rendition_name):
                default_storage.save(rendition_name, ContentFile(data))
        self.keep(picture.name, picture.original)
        if save:
            self.instance.save()

    @property
    def renditions(self) -> list[images.Rendition]:
        """What `images.plan` gives for this picture, smallest first."""
        return images.plan(
            *images.size_from_name(self.name or ""), self.field.sizes, square=self.field.square
        )

    @property
    def url(self) -> str:
        """The address of the largest JPEG rendition; the original has none."""
        return default_storage.url(images.rendition_name(self.name, self.renditions[-1], "jpg"))

    @property
    def sources(self) -> dict[str, str | int] | None:
        """What <picture> needs: `avif` and `webp` srcsets, `src`, `width`, `height`; None for none.

        The size is that of the largest rendition, in px.
        """
        if not self:
            return None
        renditions, src = self.renditions, self.url
        folder = src.rpartition("/")[0]
        avif, webp = (
            ", ".join(f"{folder}/{each.file_name(suffix)} {each.width}w" for each in renditions)
            for suffix in ("avif", "webp")
        )
        largest = renditions[-1]
        return {
            "avif": avif,
            "webp": webp,
            "src": src,
            "width": largest.width,
            "height": largest.height,
        }


class PictureFormField(forms.FileField):
    """A file input that takes only what `images.read_picture` takes, and says why not."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > images.MAX_BYTES:
            raise ValidationError(
                f"The file has {upload.size / 1e6:.0f} MB; at most "
                f"{images.MAX_BYTES // 2**20} MB are taken.",
                code="too_large",
            )
        try:
            upload.picture = images.read_picture(upload.read())
        except images.UnreadableImage as error:
            raise ValidationError(str(error), code="unreadable") from error
        return upload


class PictureField(models.FileField):
    """An uploaded picture, shown only as re-encoded renditions in `sizes` (longer side, px)."""

    attr_class = PictureFile

    def __init__(
        self,
        verbose_name: str = "picture",
        *,
        sizes: tuple[int, ...],
        square: bool = False,
        **options: Any,
    ) -> None:
        self.sizes, self.square = sizes, square
        options.setdefault("storage", originals)
        options.setdefault("blank", True)
        options.setdefault("max_length", 100)
        super().__init__(verbose_name, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "sizes": self.sizes, "square": self.square}

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, "max_length": None, **options})


def originals() -> Any:
    """Return the storage of what people uploaded as it came; it has no public address."""
    return storages["originals"]
