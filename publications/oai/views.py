"""The address of the protocol: six verbs, by GET and POST."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.kit.addresses import origin_of
from portal.kit.changes import Change
from publications.exporters import XMLExporter
from publications.models import Stamp

from . import sets
from .asking import REMEDIES, TOKEN, Asked, ProtocolError, read, resumed, token
from .harvest import Listing, items
from .writing import FORMATS, Answer, moment

KIND = "publications"  # begins the part of an identifier that is this portal's own
DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(?:\.[a-zA-Z][a-zA-Z0-9\-]*)+")  # oai-identifier.xsd


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester; what it asked wrongly is an answer, too, as the protocol wants it."""
    now = timezone.now()
    address = origin_of(request) + reverse("oai")
    try:
        asked = read(request.POST if request.method == "POST" else request.GET)
    except ProtocolError as error:
        answer = Answer(now, address, {})
        answer.error(error.code, str(error))
    else:
        arguments = {"verb": asked.verb, **asked.arguments}
        answer = Answer(now, address, arguments)
        answer.begin(asked.verb)
        try:
            ANSWERS[asked.verb](Harvested(request, asked), answer)
        except ProtocolError as error:
            answer = Answer(now, address, {} if error.is_of_request else arguments)
            answer.error(error.code, str(error))
    response = HttpResponse(answer.encoded(), content_type="text/xml; charset=UTF-8")
    response["Cache-Control"] = "no-cache"
    return response


class Harvested:
    """What is asked of which site; its name in identifiers is the first of BYLINE_HOSTS.

    Identifiers must stay as they are, by whichever of its names the site is reached.
    """

    def __init__(self, request: HttpRequest, asked: Asked) -> None:
        self.asked = asked
        self.origin = origin_of(request)
        named = [name for name in settings.ALLOWED_HOSTS if not re.search(r"[*\[]", name)]
        host = named[0].lstrip(".") if named else split_domain_port(request.get_host())[0]
        self.host = host.lower()

    def identifier(self, publication: int | str) -> str:
        return f"oai:{self.host}:{KIND}/{publication}"

    def stamp(self) -> Stamp:
        """Return the stamp of the publication that is asked for. Raises ProtocolError."""
        identifier = self.asked.arguments["identifier"]
        number = identifier.removeprefix(self.identifier(""))
        stamp = None
        if number != identifier and re.fullmatch(r"[1-9]\d{0,17}", number):
            stamp = Stamp.objects.filter(pk=int(number)).first()
        if stamp is None:
            message = f"There is no record of this identifier. {REMEDIES['identifier']}"
            raise ProtocolError("idDoesNotExist", message)
        return stamp


def exporter_of(prefix: str) -> XMLExporter:
    """Return the format of this metadataPrefix. Raises ProtocolError."""
    if prefix not in FORMATS:
        message = f"There is no such format. Ask for one of: {', '.join(FORMATS)}."
        raise ProtocolError("cannotDisseminateFormat", message)
    return FORMATS[prefix]


def identify(harvested: Harvested, answer: Answer) -> None:
    first = Change.objects.filter(at__isnull=False).order_by("at").first()
    now = timezone.now()
    earliest = min(first.at, now) if first and first.at else now
    host = harvested.host if "." in harvested.host else f"{harvested.host}.invalid"  # RFC 2606
    answer.texts(
        [
            ("repositoryName", settings.SITE_NAME),
            ("baseURL", harvested.origin + reverse("oai")),
            ("protocolVersion", "2.0"),
            ("adminEmail", settings.CONTACT or f"noreply@{host}"),
            ("earliestDatestamp", moment(earliest)),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ("compression", "gzip"),
        ]
    )
    if DOMAIN.fullmatch(harvested.host):
        answer.naming(harvested.host, harvested.identifier(1))


def list_metadata_formats(harvested: Harvested, answer: Answer) -> None:
    if "identifier" in harvested.asked.arguments:
        harvested.stamp()
    for prefix, exporter in FORMATS.items():
        answer.texts(
            [
                ("metadataPrefix", prefix),
                ("schema", exporter.schema),
                ("metadataNamespace", exporter.namespace),
            ],
            within="metadataFormat",
        )


def list_sets(harvested: Harvested, answer: Answer) -> None:
    place, cursor = sets.START, 0
    if TOKEN in harvested.asked.arguments:
        kind, slug, cursor = resumed(harvested.asked)
        place = (kind, slug)
    found, following = sets.part(place)
    for each in found:
        answer.texts([("setSpec", each.spec), ("setName", each.name)], within="set")
    if following:
        answer.resumption(token("ListSets", [*following, cursor + len(found)]), cursor)
    elif cursor:
        answer.resumption("", cursor)


def get_record(harvested: Harvested, answer: Answer) -> None:
    exporter = exporter_of(harvested.asked.arguments["metadataPrefix"])
    stamp = harvested.stamp()
    (item,) = items([(stamp.change, stamp.pk)], harvested.origin, with_records=True)
    answer.record(item, harvested.identifier(item.publication), exporter)


def list_items(harvested: Harvested, answer: Answer) -> None:
    """ListRecords, and ListIdentifiers, which tells their headers alone."""
    asked = harvested.asked
    if TOKEN in asked.arguments:
        listing = Listing(*resumed(asked))
    else:
        exporter_of(asked.arguments["metadataPrefix"])
        listing = Listing.of(asked)
    exporter = exporter_of(listing.prefix)
    with_records = asked.verb == "ListRecords"
    rows, following = listing.part()
    for item in items(rows, harvested.origin, with_records=with_records):
        identifier = harvested.identifier(item.publication)
        if with_records:
            answer.record(item, identifier, exporter)
        else:
            answer.header(item, identifier)
    if following:
        answer.resumption(token(asked.verb, following.state), listing.cursor)
    elif listing.cursor:
        answer.resumption("", listing.cursor)


ANSWERS: dict[str, Callable[[Harvested, Answer], None]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_items,
    "ListRecords": list_items,
}
