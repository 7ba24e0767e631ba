"""Texts of Jekyll sites to Markdown of ours: what Liquid would put in is left out."""

import re

from .markdown import clean_markdown
from .places import Places

_TAG = re.compile(r"\{%-?\s*(\w+)((?:(?!\{%|%\})[\s\S])*+)%\}")
_BLOCKS = {"if", "for", "unless", "case", "capture", "comment", "tablerow", "schema", "details"}
_QUOTED = re.compile(r"\{\{-?\s*([\"'])(?P<text>[^\"'{}]*)\1\s*(?:\|[^{}]*)?\}\}")
_OUTPUT = re.compile(r"\{\{(?:(?!\{\{|\}\})[\s\S])*+\}\}")
_TOC = re.compile(r"(?im)^[*\-+1.]+ *(?:toc|table of contents) *\n *\{:?:? *toc[^}]*\} *$")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{::[^{}\n]*\}")
# What stands alone in its lines takes them along: an empty line would end a box of HTML.
_TAGS_ALONE = re.compile(r"(?m)^[ \t]*(?:\{%(?:(?!\{%|%\})[\s\S])*+%\}[ \t]*)+\n")
_EMOJI = re.compile(r"(?<![\w:/]):([a-z0-9_+-]{2,40}):(?![\w/])")
# What GitHub's plug-in shows for words between colons; others that look so are left out.
EMOJI = {
    "smile": "😄", "smiley": "😃", "grin": "😁", "blush": "😊", "sparkles": "✨", "tada": "🎉",
    "fire": "🔥", "star": "⭐", "star2": "🌟", "trophy": "🏆", "medal_sports": "🏅", "rocket": "🚀",
    "fist": "✊", "clap": "👏", "mega": "📣", "loudspeaker": "📢", "newspaper": "📰",
    "mortar_board": "🎓", "page_facing_up": "📄", "scroll": "📜", "books": "📚", "book": "📖",
    "memo": "📝", "bulb": "💡", "heart": "❤️", "joy": "😂", "wave": "👋", "computer": "💻",
    "robot": "🤖", "brain": "🧠", "airplane": "✈️", "christmas_tree": "🎄", "balloon": "🎈",
    "muscle": "💪", "pray": "🙏", "thumbsup": "👍", "+1": "👍", "warning": "⚠️", "new": "🆕",
    "email": "📧", "link": "🔗", "1st_place_medal": "🥇", "speech_balloon": "💬",
    "microphone": "🎤", "round_pushpin": "📍", "partying_face": "🥳", "boom": "💥", "zap": "⚡",
    "white_check_mark": "✅", "pushpin": "📌",
}  # fmt: skip
_KNOWN_EMOJI = re.compile(f":({'|'.join(map(re.escape, EMOJI))}):")


def without_liquid(text: str) -> str:
    """Return a text without what only Liquid shows: loops, choices, inclusions, outputs.

    Addresses that Liquid completes stay: "{{ '/files/a.pdf' | relative_url }}".
    """
    text = _TOC.sub("", without_comments(text))
    text = _QUOTED.sub(lambda found: found["text"], _without_blocks(text))
    text = _KNOWN_EMOJI.sub(lambda found: EMOJI[found[1]], text)
    text = _OUTPUT.sub("", _TAG.sub("", _TAGS_ALONE.sub("", text)))
    return _EMOJI.sub(lambda found: EMOJI.get(found[1], ""), _ATTRIBUTES.sub("", text))


def without_comments(text: str) -> str:
    """Return a text without comments; the lines of one that stands alone go, too."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        end += 3
        before = text[at:start]
        is_first = not before.rpartition("\n")[2].strip() and ("\n" in before or not at)
        if is_first and (line := re.compile(r"[ \t]*\n").match(text, end)):
            end = line.end()
        kept.append(before)
        at = end
    return "".join([*kept, text[at:]])


def _without_blocks(text: str) -> str:
    kept: list[str] = []
    opened: list[tuple[str, int]] = []
    at = 0
    for tag in _TAG.finditer(text):
        name = tag[1]
        if name in _BLOCKS:
            opened.append((name, tag.start()))
        elif name.startswith("end") and any(name[3:] == one for one, _ in opened):
            start = 0
            while opened:
                last, start = opened.pop()
                if last == name[3:]:
                    break
            if not opened:
                kept.append(text[at : max(at, start)])
                at = max(at, tag.end())
    return "".join([*kept, text[at:]])


def markdown_of(text: str, places: Places) -> str:
    """Return a Markdown text of a Jekyll site as Markdown of ours; headings over nothing go."""
    return without_bare_headings(clean_markdown(without_liquid(text), places.whole))


def without_bare_headings(text: str) -> str:
    """Return Markdown without headings that nothing follows, and without lines of dashes.

    Several headings, and nothing else, are a list.
    """
    blocks = [block.rstrip("\\ \n") for block in text.split("\n\n") if block.strip(" \n-_*\\")]
    if len(blocks) > 1 and all(block.startswith("### ") for block in blocks):
        return "\n".join(f"- {block.removeprefix('### ')}" for block in blocks)
    kept = [
        block
        for number, block in enumerate(blocks)
        if not block.startswith("### ")
        or (number + 1 < len(blocks) and not blocks[number + 1].startswith("### "))
    ]
    return "\n\n".join(kept).strip()


def one_line(text: str) -> str:
    """Return Markdown of some paragraphs as one line."""
    lines = (line.strip().removesuffix("\\").strip() for line in text.splitlines())
    told = [re.sub(r"^(?:[-*+]|#{1,6})\s+", "", line) for line in lines if line]
    return " ".join(told)
