"""What somebody wrote into the files of a theme, where no reader of pages looks."""

import re

from .jekyll import Source
from .jekyll_text import without_liquid
from .markdown import parse_fragment, text_of

_FOLDERS = ("_includes/", "_layouts/")
_ENTRIES = "tr", "li", "p", "h2", "h3"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LEAST_ENTRIES, LEAST_YEARS = 2, 2  # of a file that says something of its owner


def tell_chrome(source: Source) -> None:
    """Tell the files of the theme that hold dated entries of their own: these are read nowhere."""
    for folder in _FOLDERS:
        for path in source.files.under(folder, ".html", ".liquid", ".md"):
            text = source.files.text(path)
            element = parse_fragment(without_liquid(text))
            shown = [text_of(one) for one in element.iter(*_ENTRIES)]
            told = [one for one in shown if len(one) > 15 and not re.search(r"[{}]", one)]
            years = _YEAR.findall(" ".join(told))
            if len(told) >= LEAST_ENTRIES and len(years) >= LEAST_YEARS:
                what = f'This file of the theme holds entries that were not read: "{told[0][:100]}"'
                source.lose(path, what, "Add what it tells by hand.")
