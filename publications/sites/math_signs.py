"""Formulas in texts of sites: kept as they are while Markdown is read, between dollars after it."""

import re

from lxml import html

from portal.kit.markup import MATH

# What a formula holds stands for itself in signs that no reader of Markdown touches.
_FIRST = 0xE100
_HIDDEN = {code: _FIRST + code for code in range(128)}
_SHOWN = {hidden: code for code, hidden in _HIDDEN.items()}
_ANY = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 127)}]")
_TEX = re.compile(r"\\[A-Za-z]|[\^_=<>]")
_LONG = 3_000  # characters of a formula
_WRITTEN = (
    re.compile(rf"(?<![\\$])\$\$(?P<tex>[^$]{{1,{_LONG}}})\$\$(?!\$)"),
    re.compile(r"\$`(?P<tex>[^`$\n]{1,500})`\$"),
    re.compile(rf"\\\\?\((?P<tex>(?:(?!\\\)|\\\().){{1,{_LONG}}}?)\\\\?\)"),
    re.compile(rf"\\\\?\[(?P<tex>(?:(?!\\\]|\\\[|\]\().){{1,{_LONG}}}?)\\\\?\]", re.DOTALL),
    MATH,
)


def hidden(markdown: str) -> str:
    """Return Markdown with its formulas in signs that it has no meaning for.

    `$x$`, `$$x$$`, and what stands between backslashes with brackets, if it looks like TeX.
    """
    if not ("$" in markdown or "\\(" in markdown or "\\[" in markdown):
        return markdown
    text = _ANY.sub("", markdown)
    for form in _WRITTEN:
        text = form.sub(_hide, text)
    return text


def _hide(found: re.Match[str]) -> str:
    whole = found[0]
    if found.re is MATH:
        return whole.translate(_HIDDEN)
    tex = " ".join(found["tex"].split())
    if not tex or _ANY.search(tex) or (whole[0] != "$" and not _TEX.search(tex)):
        return whole
    is_display = whole.startswith(("$$", "\\[", "\\\\[")) and _is_alone(found)
    return f"$${tex}$$".translate(_HIDDEN) if is_display else f"${tex}$".translate(_HIDDEN)


def _is_alone(found: re.Match[str]) -> bool:
    """Return whether nothing else stands in the lines of a formula."""
    before = found.string[: found.start()].rpartition("\n")[2]
    after = found.string[found.end() :].partition("\n")[0]
    return not before.strip() and not after.strip(" .,;")


def show(element: html.HtmlElement) -> None:
    """Put the formulas of an element back as they were."""
    for one in element.iter():
        if one.text and _ANY.search(one.text):
            one.text = one.text.translate(_SHOWN)
        if one.tail and _ANY.search(one.tail):
            one.tail = one.tail.translate(_SHOWN)
        for name, value in one.attrib.items() if isinstance(one.tag, str) else ():
            if _ANY.search(value):
                one.set(name, value.translate(_SHOWN))
