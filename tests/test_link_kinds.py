"""Link kinds: whatever pattern and value meet, the address is one a page may link to, or none."""

import pytest
from django.core.exceptions import ValidationError

from publications.models import PublicationLinkKind

SENTENCE = (
    "Write an address that starts with https://, http:// or mailto: and has {} once, where the "
    "identifier goes."
)


def kind(pattern: str) -> PublicationLinkKind:
    return PublicationLinkKind(key="x", label="X", url_pattern=pattern)


@pytest.mark.parametrize(
    ("pattern", "value", "address"),
    [
        ("https://github.com/{}", "@ada", "https://github.com/ada"),
        ("https://github.com/{}", "https://ada.example/", "https://ada.example/"),
        ("https://github.com/{}", "/media/code.zip", "/media/code.zip"),
        ("https://github.com/{}", "a{0}b", "https://github.com/a{0}b"),
        ("https://github.com/{}", "javascript:alert(1)", "https://github.com/javascript:alert(1)"),
        ("mailto:{}", "ada@example.org", "mailto:ada@example.org"),
        ("https://x.example/{id}/{}", "7", "https://x.example/{id}/7"),
        ("https://x.example/{", "7", "https://x.example/{"),
        ("", "/papers/", "/papers/"),
        ("", "/", "/"),
        ("", "ada", ""),
        ("", "", ""),
        ("", "javascript:alert(1)", ""),
        ("", "javascript://x.example/%0aalert(1)", ""),
        ("https://x.example/{}", "javascript://%0aalert(1)", ""),
        ("javascript:{}", "alert(1)", ""),
        ("{}", "javascript:alert(1)", ""),
        ("data:text/html,{}", "x", ""),
        ("https://x.example/{}", "//evil.example", ""),
        ("", "/\\evil.example", ""),
        ("", "/\t/evil.example", ""),
        ("", " https://x.example/", ""),
    ],
)
def test_address_is_one_a_page_may_link_to_or_none(pattern, value, address):
    assert kind(pattern).address(value) == address


@pytest.mark.parametrize("pattern", ["", "https://x.example/{}", "http://x/{}.html", "mailto:{}"])
def test_pattern_with_one_place_is_taken(pattern):
    kind(pattern).clean_fields()


@pytest.mark.parametrize(
    "pattern",
    [
        "https://x.example/",
        "https://x.example/{id}",
        "https://x.example/{}/{}",
        "https://x.example/{",
        "https://x.example/{}}",
        "https://x.example/{{}}",
        "javascript:{}",
        "//x.example/{}",
        "{}",
    ],
)
def test_pattern_that_gives_no_address_is_refused_with_a_sentence(pattern):
    with pytest.raises(ValidationError) as refused:
        kind(pattern).clean_fields()
    assert set(refused.value.message_dict) == {"url_pattern"}
    assert refused.value.messages == [SENTENCE]
