"""Math in titles: formulas are told from prices, and no text takes long to look through."""

import pytest

from portal.kit import markup


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("$O(n^2)$", ["", "O(n^2)", ""]),
        (r"$\sum_{k=1}^{n} \frac{1}{k^2}$", ["", r"\sum_{k=1}^{n} \frac{1}{k^2}", ""]),
        ("$5$", ["", "5", ""]),
        (r"$10 \times 10$", ["", r"10 \times 10", ""]),
        (r"$2 \text{ if even}$", ["", r"2 \text{ if even}", ""]),
        ("$2 k + 1$ steps", ["", "2 k + 1", " steps"]),
        (r"3$\times$ faster", ["3", r"\times", " faster"]),
        ("$a$ and $b$", ["", "a", " and ", "b", ""]),
        ("$a$$b$", ["", "a", "", "b", ""]),
        (r"$\$x$", ["", r"\$x", ""]),
        (r"\$5 and $x$", ["$5 and ", "x", ""]),
        ("costs $5 and rose to 10$", ["costs $5 and rose to 10$"]),
        ("costs $5 a day, 10$ at night", ["costs $5 a day, 10$ at night"]),
        ("costs $1,000 to build", ["costs $1,000 to build"]),
        ("from $5 to $6", ["from $5 to $6"]),
        ("$ x$, $x $", ["$ x$, $x $"]),
        ("$a\nb$", ["$a\nb$"]),
        ("$$", ["$$"]),
    ],
)
def test_math_is_told_from_prices(text, parts):
    assert markup.split_math(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "$a " * 200_000,
        "$5 " * 200_000,
        "$" * 600_000,
        "$" + "a " * 300_000,
        "$5" + " a" * 300_000,
        "$" + r"\$" * 300_000,
        r"$x\$1 " * 100_000,
    ],
)
def test_text_full_of_dollars_is_looked_through_at_once(text):
    """Half a megabyte: a search that goes over the text for each dollar would take half an hour."""
    assert markup.split_math(text) == [text.replace("\\$", "$")]


def test_long_text_is_not_kept_in_memory():
    markup._title.cache_clear()
    for letter in "ab":
        assert markup.render_title(letter * 2001) == letter * 2001
    assert markup._title.cache_info().currsize == 0
    assert markup.render_title("a" * 2000) == "a" * 2000
    assert markup._title.cache_info().currsize == 1
