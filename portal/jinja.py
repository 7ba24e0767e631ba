"""How public pages are printed: with Jinja2, whose templates may call and use this."""

import datetime
from functools import cache, lru_cache
from typing import Any

import jinja2
from django.db.models import Model
from django.http import QueryDict
from django.template.defaultfilters import truncatechars
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from jinja2.runtime import Context

from portal.kit import markup
from portal.kit.structured import breadcrumbs, ld_json
from publications import heads
from publications.exporters import schema_org
from publications.exports import offered
from researchers.heads import lab_node, person_node
from researchers.permissions import can_edit


class Environment(jinja2.Environment):
    """Jinja2's, but of a dict `x.name` is the key, whatever methods dicts have. Quicker, too."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment of all public pages."""
    env = Environment(**options)
    env.globals |= {
        "breadcrumbs": breadcrumbs,
        "discoverable_link": discoverable_link,
        "edit_link": edit_link,
        "heads": heads,
        "lab_node": lab_node,
        "ld_json": ld_json,
        "person_node": person_node,
        "schema_item": schema_org.item,
        "list_formats": offered(is_one=False),
        "querystring": querystring,
        "static": cache(static),  # names of collected files stay as they are till the next start
        "url": url,
    }
    env.filters |= {
        "counted": counted,
        "date": date,
        "inline_title": inline_title,
        "markdown": markdown,
        "plain": markup.plain_text,
        "truncatechars": truncatechars,
    }
    return env


def url(name: str, *args: str | int) -> str:
    """Return the address of a page by its name in the URL configuration."""
    return _url(get_script_prefix(), name, args)


@lru_cache
def _url(prefix: str, name: str, args: tuple[str | int, ...]) -> str:
    """Return what `reverse` gives under the script's `prefix`: the frame has the same six links."""
    return reverse(name, args=args)


def querystring(query: QueryDict, **changes: object) -> str:
    """Return `query` with some values changed, as "?page=2&q=robots"."""
    changed = query.copy()
    for key, value in changes.items():
        changed[key] = str(value)
    return f"?{changed.urlencode()}"


@jinja2.pass_context
def edit_link(context: Context, obj: Model) -> SafeString | str:
    """Return a link to the admin's form of `obj` for those who may change it, else nothing."""
    if not context["is_signed_in"] or not can_edit(context["request"].user, obj):
        return ""
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
    return format_html('<a class="edit-link" href="{}">Edit this</a> · ', url(name, obj.pk))


@jinja2.pass_context
def discoverable_link(context: Context, obj: Model) -> SafeString | str:
    """Return a link to what the page of a person or lab lacks, for those who may change it."""
    if not context["is_signed_in"] or not can_edit(context["request"].user, obj):
        return ""
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_discoverable"
    words = "How discoverable?"
    return format_html('<a class="edit-link" href="{}">{}</a> · ', url(name, obj.pk), words)


def counted(number: int, one: str, many: str) -> str:
    """Return "1 person", "2 people"."""
    return f"{number} {one if number == 1 else many}"


def date(moment: datetime.datetime, form: str) -> str:
    """Return a moment in the site's time zone, in the form of Django's date filter."""
    return format_date(localtime(moment), form)


def markdown(text: str) -> SafeString:
    """Return safe HTML for Markdown with math."""
    return mark_safe(markup.render_markdown(text))


def inline_title(text: str) -> SafeString:
    """Return safe HTML for a title or one plain sentence with math."""
    return mark_safe(markup.render_title(text))
