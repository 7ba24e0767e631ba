"""What templates need beyond Django's: Markdown, titles with math, pictures."""

from django import template
register = template.Library()
