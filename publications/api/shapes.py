"""The JSON the API speaks, key by key: the OpenAPI document and the docs page are made from this.

Every key is always there; empty text is "", what is not known is null. A text in an annotation
describes the value, a pair adds a JSON Schema keyword.
"""

from typing import Annotated, TypedDict

from publications.models import Publication, Venue
from researchers.models import Membership

Url = Annotated[str, ("format", "uri")]
Moment = Annotated[str, ("format", "date-time")]
Orcid = Annotated[str, 'As 0000-0002-1825-0097, "" if not known.']
KnownDate = Annotated[str | None, 'As far as it is known: "2021", "2021-05" or "2021-05-28".']


class Picture(TypedDict):
    """A picture in its largest size, as JPEG."""

    url: Url
    width: Annotated[int, "In pixels."]
    height: Annotated[int, "In pixels."]
    alt: Annotated[str, 'What it shows, "" for decoration.']


class NamedLink(TypedDict):
    """A link of a known kind."""

    kind: Annotated[str, "Key of the kind: website, arxiv, pdf, code, github ..."]
    label: Annotated[str, "The word that is printed."]
    url: Url


class VenueReference(TypedDict):
    """A venue, as far as needed to print and find it."""

    slug: str
    name: str
    short_name: str
    url: Annotated[Url, "Its page here."]


class TopicReference(TypedDict):
    """A topic, as far as needed to print and find it."""

    slug: str
    name: str


class LabReference(TypedDict):
    """A lab, as far as needed to print and find it."""

    slug: str
    name: str
    url: Annotated[Url, "Its page here."]


class ResearcherReference(TypedDict):
    """A person, as far as needed to find her."""

    id: int
    slug: str
    url: Annotated[Url | None, "Her page here, null if she has none."]
    orcid: Orcid


class Credit(TypedDict):
    """One name in a byline, as printed."""

    position: Annotated[int, "1, 2, 3 ... without gaps, among authors or among editors."]
    name: Annotated[str, "The name as printed on this publication, without any marks."]
    researcher: Annotated[ResearcherReference | None, "null for people who are not shown."]
    equal_group: Annotated[
        int | None, "Those with the same number contributed equally; null for no such group."
    ]
    is_corresponding: bool
    affiliation: Annotated[str, "Where she was then, as printed."]


class Award(TypedDict):
    """A distinction of a publication."""

    name: str
    url: Annotated[Url | None, "null if there is none."]


class PublicationJSON(TypedDict):
    """One work, with everybody who wrote or edited it, in order."""

    id: int
    slug: Annotated[str, "Its part of the address; a former one redirects."]
    url: Annotated[Url, "Its page here."]
    type: Annotated[str, "CSL 1.0.2 item type.", ("enum", tuple(Publication.Type.values))]
    title: Annotated[str, "Plain text; math stands between dollar signs."]
    year: int | None
    month: Annotated[int | None, "1 to 12."]
    day: int | None
    date: KnownDate
    venue: VenueReference | None
    venue_detail: Annotated[str, "What is printed after the venue's name, or in its place."]
    volume: str
    issue: str
    pages: str
    publisher: str
    abstract: str
    summary: Annotated[str, "One plain sentence."]
    doi: Annotated[str, "In lower case, without resolver: 10.1145/3514221.3517885."]
    arxiv_id: Annotated[str, "2201.01441, with its version if one is meant."]
    pmid: str
    isbn: Annotated[str, "13 digits."]
    citation_key: Annotated[str, "The key in BibTeX files."]
    language: Annotated[str, "BCP 47: en, de, zh-Hans."]
    note: Annotated[str, "A printed remark: to appear, invited."]
    authors: list[Credit]
    editors: list[Credit]
    links: Annotated[list[NamedLink], "Links, then files hosted here."]
    awards: list[Award]
    topics: list[TopicReference]
    is_main_version: Annotated[
        bool, "false for a preprint or the like that another entry here stands for."
    ]
    picture: Picture | None
    updated_at: Moment


class LabMembership(TypedDict):
    """A lab a person is or was in, and as what."""

    slug: str
    name: str
    role: Annotated[str, ("enum", tuple(Membership.Role.values))]
    title: Annotated[str, "Printed instead of the role's word."]
    starts_on: KnownDate
    ends_on: KnownDate
    is_current: bool


class ResearcherJSON(TypedDict):
    """A person. Who has no page here has only her names, identifiers and home page filled."""

    id: int
    slug: Annotated[str, "Her part of the address; a former one redirects."]
    url: Annotated[Url | None, "Her page here, null if she has none."]
    publications_url: Annotated[Url, "Her publications in this API, in her order."]
    name: Annotated[str, "As printed today; a publication may credit another form."]
    given_name: str
    family_name: str
    suffix: str
    original_name: Annotated[str, "In its own script."]
    is_organization: Annotated[bool, "A team or organization that signs as one."]
    orcid: Orcid
    homepage: Annotated[Url | None, "Her home page elsewhere."]
    has_page: bool
    pronouns: str
    headline: Annotated[str, "One line under the name."]
    email: Annotated[str, 'Only if she shows it, else "".']
    portrait: Picture | None
    links: list[NamedLink]
    labs: list[LabMembership]
    bio: Annotated[str, "In Markdown."]
    bio_html: Annotated[str, "The same, as safe HTML."]
    updated_at: Moment


class LabJSON(TypedDict):
    """A lab, group or institute, with the units directly below it."""

    id: int
    slug: Annotated[str, "Its part of the address; a former one redirects."]
    url: Annotated[Url, "Its page here."]
    publications_url: Annotated[Url, "Its publications in this API."]
    name: str
    short_name: str
    institution: str
    tagline: str
    description: Annotated[str, "In Markdown."]
    site: Annotated[Url | None, "Its own web site."]
    parent: Annotated[LabReference | None, "What it is part of."]
    units: list[LabReference]
    updated_at: Moment


class Member(TypedDict):
    """A person in a lab, in a role, for a time."""

    name: str
    researcher: ResearcherReference
    role: Annotated[str, ("enum", tuple(Membership.Role.values))]
    title: Annotated[str, "Printed instead of the role's word."]
    starts_on: KnownDate
    ends_on: KnownDate
    is_current: bool
    now_at: Annotated[str, "Where an alumnus went."]
    now_at_url: Url | None


class LabDetailJSON(LabJSON):
    """A lab with its members: present ones first, by role, then in the lab's order."""

    members: list[Member]


class VenueJSON(TypedDict):
    """A journal, conference series or other place where publications appear."""

    id: int
    slug: Annotated[str, "Its part of the address; a former one redirects."]
    url: Annotated[Url, "Its page here."]
    publications_url: Annotated[Url, "Its publications in this API."]
    name: str
    short_name: str
    kind: Annotated[str, ("enum", tuple(Venue.Kind.values))]
    issn: Annotated[str, "0378-5955"]
    site: Annotated[Url | None, "Its own web site."]
    updated_at: Moment


class TopicJSON(TypedDict):
    """What publications are about."""

    id: int
    slug: Annotated[str, "Its part of the address; a former one redirects."]
    url: Annotated[Url, "Its page here."]
    publications_url: Annotated[Url, "Its publications in this API."]
    name: str
    description: Annotated[str, "In Markdown."]


class IndexJSON(TypedDict):
    """Where things are."""

    publications: Url
    researchers: Url
    labs: Url
    venues: Url
    topics: Url
    schema: Annotated[Url, "This API as an OpenAPI document."]
    docs: Annotated[Url, "This API explained to people."]


class ParameterProblem(TypedDict):
    """What is wrong with one parameter, and the remedy."""

    parameter: str
    value: Annotated[str, "As it came, cut after 100 characters."]
    detail: str


class Problem(TypedDict):
    """An error, after RFC 9457."""

    type: Annotated[str, '"about:blank" or the address of an explanation.']
    title: str
    status: int
    detail: str
    errors: Annotated[list[ParameterProblem], "One for each parameter that is wrong."]
