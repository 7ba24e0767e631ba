"""What Hugo's academic themes bring along as examples, known by its own words."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .frontmatter import told
from .hugo_content import Document

SAMPLE_PEOPLE = re.compile(
    r"(?i)nelson bighetti.*|.*吳恩達.*|.*吴恩达.*|monica hall|jian yang|alex johnson"
)
_LINK = re.compile(
    r"(?i)twitter\.com/georgecushen|github\.com/gcushen|sIwtMXoAAAAJ|linkedin\.com/in/?$|"
    r"mailto:[^@\s]*@example\.|0000-0001-2345-6789|0000-0002-1825-0097|"
    r"(?:github|twitter|x|linkedin)\.com/(?:in/)?(?:example|username|your-?(?:user)?name)/?$|"
    r"scholar\.google\.com/citations\?user=(?:example|XXX+)?$|https?://(?:www\.)?example\.com/?$"
)
_TITLE = re.compile(
    r"(?i)an example (?:conference paper|journal article|preprint.*)|"
    r"example (?:talk|event|project|page.*)|(?:external|internal) project|"
    r"welcome to (?:wowchemy|hugo ?blox).*|writing technical content.*|"
    r"display jupyter notebooks.*|(?:academic|slides|hugo ?blox).*website builder.*|example course|"
    r"(?:hugo academic|wowchemy) theme|jian yang and monica hall win.*|richard hendricks wins.*|"
    r"slides"
)
_TEXT = re.compile(
    r"(?i)nelson bighetti|robotics, mobile computing and programmable matter|lorem ipsum dolor|"
    r"\balex johnson is an? senior ai research|alex is passionate about pushing the boundaries|"
    r"^use this area to speak to your mission|^please reach out to collaborate\W*$|"
    r"wowchemy research group|has been a center of excellence for artificial intelligence|"
    r"^(?:\W*)your bio goes here"
)
_DEGREES = re.compile(
    r"(?:phd|meng|bsc) (?:in )?artificial intelligence (?:stanford university|"
    r"massachusetts institute of technology)|"
    r"ms computer science carnegie mellon university|bs computer science mit"
)
_AWARDS = re.compile(
    r"neural networks and deep learning coursera|blockchain fundamentals edx|"
    r"formulated informed blockchain models.* edx|"
    r"object-oriented programming in r: s3 and r6(?: course)? datacamp"
)
_SKILLS = (
    {"r", "statistics", "photography"},
    {"python", "data science", "sql"},
    {"hiking", "cats", "photography"},
)


def is_sample(title: str, page: Document) -> bool:
    """Return whether a page is the theme's own example."""
    text = f"{title} {page.said('abstract', 'summary')} {page.page.body[:400]}"
    return bool(_TITLE.fullmatch(title.strip())) or bool(
        re.search(r"(?i)lorem ipsum dolor sit amet", text)
        and re.search(r"(?i)example|source themes|wowchemy|hugo ?blox", f"{text} {page.values}")
    )


def is_sample_person(name: str) -> bool:
    return bool(SAMPLE_PEOPLE.fullmatch(name))


def is_sample_link(href: str) -> bool:
    return bool(_LINK.search(href))


def is_sample_text(text: str) -> bool:
    return bool(_TEXT.search(text))


def is_sample_interest(text: str) -> bool:
    return bool(re.fullmatch(r"(?i)interest [1-9a-c]", text))


def is_sample_job(one: Mapping[str, Any]) -> bool:
    """Return whether an entry of work is the theme's own example."""
    company = told(one.get("company") or one.get("company_name") or one.get("org"))
    return bool(re.fullmatch(r"(?i)gencoin|university x", company))


def is_sample_degree(degree: str, institution: str) -> bool:
    return bool(_DEGREES.fullmatch(f"{degree} {institution}".lower()))


def is_sample_award(title: str, organization: str) -> bool:
    return bool(_AWARDS.fullmatch(f"{title} {organization}".lower()))


def are_sample_skills(names: Iterable[str]) -> bool:
    """Return whether a whole group of skills is the theme's own."""
    return {name.lower() for name in names} in _SKILLS


def without_sample_text(text: str) -> tuple[str, int]:
    """Return Markdown without the theme's own paragraphs, and how many these were."""
    blocks = text.split("\n\n")
    kept = [block for block in blocks if not is_sample_text(block)]
    return "\n\n".join(kept), len(blocks) - len(kept)
