"""What people's pages may lack."""

from django.db.models import Exists, OuterRef, Q

from portal.kit.gaps import Gap
from researchers.models import ProfileLink, Researcher

WITH_PAGE = Q(visibility=Researcher.Visibility.PAGE)


def _without_link() -> Q:
    return WITH_PAGE & ~Q(Exists(ProfileLink.objects.filter(researcher=OuterRef("pk")).order_by()))


PEOPLE_GAPS = (
    Gap("portrait", "with a page but no portrait", lambda: WITH_PAGE & Q(portrait="")),
    Gap("bio", "with a page but no bio", lambda: WITH_PAGE & Q(bio="")),
    Gap("link", "with a page but no link", _without_link),
    Gap("alt", "with a portrait not described", lambda: ~Q(portrait="") & Q(portrait_alt="")),
)
