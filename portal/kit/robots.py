"""Where programs that visit by themselves may go: said in robots.txt, and asked of an address.

The longest rule that fits decides; "*" stands for anything. Source: RFC 9309 §2.2.2, §2.2.3.
"""

import re
from functools import cache

# Lists by year, by venue and by page stay open: a crawler that reads no sitemap finds every paper
# by them. What words, filters and choices give together has no end.
CLOSED = (
    "/admin/",
    "/api/",
    "/search/",
    "/unapi",
    "/*?q=",
    "/*&q=",
    "/publications/?*&*&",
    "/researchers/*/?",
)
OPEN = ("/api/docs",)


def may_read(address: str) -> bool:
    """Return whether crawlers may ask for `address`: path and query below the site's root."""
    fitting = [
        (len(rule), rules is OPEN)
        for rules in (CLOSED, OPEN)
        for rule in rules
        if _pattern(rule).match(address)
    ]
    return max(fitting, default=(0, True))[1]


@cache
def _pattern(rule: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, rule.split("*"))))
