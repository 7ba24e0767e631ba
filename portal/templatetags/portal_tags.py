"""What templates need beyond Django's: Markdown, titles with math, pictures, edit links."""

from django import template
from django.core.files.storage import default_storage
from django.db.models import Model
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.kit import images, markup
from portal.kit.fields import PictureFile
from researchers.permissions import can_edit

register = template.Library()

LAZY = mark_safe(' loading="lazy" decoding="async"')
EAGER = mark_safe(' fetchpriority="high"')


@register.filter
def markdown(text: str) -> SafeString:
    """Safe HTML for Markdown with math."""
    return mark_safe(markup.render_markdown(text))


@register.filter
def inline_markdown(text: str) -> SafeString:
    """Safe HTML for Markdown, without its paragraph if it is but one."""
    shown = markup.render_markdown(text)
    if shown.count("<p>") == 1 and shown.startswith("<p>") and shown.endswith("</p>"):
        shown = shown.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(shown)


@register.filter
def inline_title(text: str) -> SafeString:
    """Safe HTML for a title or one plain sentence with math."""
    return mark_safe(markup.render_title(text))


@register.filter
def plain(text: str) -> str:
    """Markdown as one line of plain text."""
    return markup.plain_text(text)


@register.simple_tag
def picture(file: PictureFile, alt: str = "", *, sizes: str = "", lazy: bool = True) -> str:
    """Return <picture> with AVIF, WebP and JPEG in the widths there are, sized so nothing jumps.

    `sizes` says how wide it is shown (HTML, `sizes` attribute); nothing for no file.
    """
    if not file:
        return ""
    renditions = file.renditions
    largest = renditions[-1]

    def address(rendition: images.Rendition, suffix: str) -> str:
        return default_storage.url(images.rendition_name(file.name, rendition, suffix))

    def sources(suffix: str) -> str:
        return ", ".join(f"{address(each, suffix)} {each.width}w" for each in renditions)

    shown = sizes or f"{largest.width}px"
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">'
        '<source type="image/webp" srcset="{}" sizes="{}">'
        '<img src="{}" width="{}" height="{}" alt="{}"{}></picture>',
        sources("avif"), shown, sources("webp"), shown, address(largest, "jpg"),
        largest.width, largest.height, alt,
        LAZY if lazy else EAGER,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def edit_link(context: Context, obj: Model) -> str:
    """Return a link to the admin's form of `obj` for those who may change it, else nothing."""
    if not context.get("is_signed_in") or not can_edit(context["request"].user, obj):
        return ""
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
    return format_html('<a class="edit-link" href="{}">Edit this</a>', reverse(name, args=[obj.pk]))
