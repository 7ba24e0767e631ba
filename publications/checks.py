"""What Django's system check says of this app."""

from typing import Any

from django.core import checks

from publications.citations import broken_styles


@checks.register
def site_styles(**options: Any) -> list[checks.CheckMessage]:
    """Warn of each file in the site's folder of citation styles that is left out."""
    return [
        checks.Warning(sentence, hint="Or remove the file.", id="publications.W001")
        for sentence in broken_styles()
    ]
