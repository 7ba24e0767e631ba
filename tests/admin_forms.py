"""Admin forms in tests: read from the page, changed, and sent as a browser would send them."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

NOT_SENT = {"submit", "button", "file", "search"}


class _Fields(HTMLParser):
    """The inputs of the page's POST forms with the values they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.select: dict[str, str | None] | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind, value = given.get("name") or "", given.get("type", "text"), given.get("value")
        if tag == "input" and name and kind not in NOT_SENT:
            if kind not in {"checkbox", "radio"} or "checked" in given:
                sent = (value if value is not None or kind != "checkbox" else "on") or ""
                if kind == "checkbox" and name in self.values:  # several of one name
                    sent = [*self._listed(name), sent]
                self.values[name] = sent
        elif tag == "textarea":
            self.text, self.values[name] = name, ""
        elif tag == "select":
            self.select = given
            if "multiple" in given:
                self.values[name] = []
        elif tag == "option" and self.select is not None:
            chosen = self.select["name"] or ""
            if "multiple" in self.select:
                self.values[chosen] += [value] if "selected" in given else []
            elif "selected" in given or chosen not in self.values:
                self.values[chosen] = value

    def _listed(self, name: str) -> list[str]:
        value = self.values[name]
        return value if isinstance(value, list) else [value]

    def handle_endtag(self, tag: str) -> None:
        self.text = None if tag == "textarea" else self.text
        self.select = None if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.values[self.text] += data


def filled(response: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send if the form of `response` were saved as it is."""
    fields = _Fields()
    fields.feed(response.content.decode())
    for name, value in fields.values.items():
        if isinstance(value, str):  # the line break after <textarea> is not part of its text
            fields.values[name] = value.removeprefix("\r\n").removeprefix("\n")
    return {name: value for name, value in fields.values.items() if "__prefix__" not in name}


def rows(response: HttpResponse, prefix: str) -> list[str]:
    """Return the prefixes of the rows of one inline, in the order of the page."""
    for inline in response.context["inline_admin_formsets"]:
        if inline.formset.prefix == prefix:
            return [form.prefix for form in inline.formset.forms]
    raise LookupError(prefix)


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Return every message of the form in `response` by the name of its input."""
    form = response.context["adminform"].form
    found = {form.add_prefix(name): list(texts) for name, texts in form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        for row in inline.formset.forms:
            found |= {row.add_prefix(name): list(texts) for name, texts in row.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    return found


def save(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open the form at `url`, change the named inputs, send it; None takes an input out."""
    data = filled(client.get(url)) | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None})
