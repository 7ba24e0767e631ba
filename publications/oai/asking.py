"""What a harvester asks: one verb with arguments. Source: OAI-PMH 2.0 §3, §4."""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from portal.kit.xml import NOT_XML

TOKEN = "resumptionToken"  # noqa: S105 -- the name of an argument
SHOWN = 100  # characters of a wrong value that are sent back


class ProtocolError(Exception):
    """What the protocol has a code for; the message is a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def is_of_request(self) -> bool:
        """Whether the request element must not repeat the arguments. Source: §3.2."""
        return self.code in {"badVerb", "badArgument"}


@dataclass(frozen=True)
class Arguments:
    """The arguments of a verb; if it `resumes`, a resumptionToken may stand in place of all."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    resumes: bool = False


LIST = Arguments(("metadataPrefix",), ("from", "until", "set"), resumes=True)
VERBS = {
    "Identify": Arguments(),
    "ListMetadataFormats": Arguments((), ("identifier",)),
    "ListSets": Arguments(resumes=True),
    "GetRecord": Arguments(("identifier", "metadataPrefix")),
    "ListIdentifiers": LIST,
    "ListRecords": LIST,
}
_PART = r"[A-Za-z0-9\-_.!~*'()]+"  # §2.6, §3.4: unreserved characters of RFC 2396
_DAY = r"\d{4}-\d\d-\d\d"
FORMS = {
    "metadataPrefix": re.compile(_PART),
    "set": re.compile(rf"{_PART}(?::{_PART})*"),
    "from": re.compile(rf"{_DAY}(?:T\d\d:\d\d:\d\dZ)?"),
    "until": re.compile(rf"{_DAY}(?:T\d\d:\d\d:\d\dZ)?"),
    # The characters of URIs, RFC 3986 §2; none of them is a bracket here.
    "identifier": re.compile(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"),
}
REMEDIES = {
    "metadataPrefix": "ListMetadataFormats tells which there are.",
    "set": "ListSets tells which there are.",
    "from": "Write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
    "until": "Write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
    "identifier": "ListIdentifiers tells which there are.",
}


@dataclass(frozen=True)
class Asked:
    """A verb and its arguments, each well formed."""

    verb: str
    arguments: dict[str, str] = field(default_factory=dict)


def read(query: QueryDict) -> Asked:
    """Return what is asked. Raises ProtocolError."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        told = "more than one verb" if len(verbs) > 1 else "no verb" if not verbs else "another"
        raise ProtocolError("badVerb", f"There is {told}. Ask with one of: {', '.join(VERBS)}.")
    verb = verbs[0]
    rules = VERBS[verb]
    given = {name: values for name, values in query.lists() if name != "verb"}
    known = {*rules.required, *rules.optional, *([TOKEN] if rules.resumes else [])}
    for name, values in given.items():
        if name not in known:
            raise _bad(f"{verb} has no argument {name[:SHOWN]}. Leave it out.")
        if len(values) > 1:
            raise _bad(f"{name} is given {len(values)} times. Give it once.")
    arguments = {name: values[0] for name, values in given.items()}
    if TOKEN in arguments:
        if len(arguments) > 1:
            raise _bad(f"{TOKEN} stands alone. Leave the other arguments out.")
        return Asked(verb, arguments)
    for name in rules.required:
        if name not in arguments:
            raise _bad(f"{verb} needs the argument {name}. {REMEDIES[name]}")
    for name, value in arguments.items():
        if not FORMS[name].fullmatch(value):
            raise _bad(f'"{value[:SHOWN]}" cannot be a value of {name}. {REMEDIES[name]}')
    moments(arguments)
    return Asked(verb, arguments)


def moments(
    arguments: dict[str, str],
) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Return when what is asked for begins, and before when it ends: a whole day or second later.

    None where nothing is said. Raises ProtocolError. Source: §2.7.1, §3.3.
    """
    begins, until = (_moment(arguments, name) for name in ("from", "until"))
    if begins and until:
        if len(arguments["from"]) != len(arguments["until"]):
            raise _bad("from and until differ in granularity. Write both as days or as seconds.")
        if begins > until:
            raise _bad("from is later than until. Exchange them.")
    if until is None:
        return begins, None
    is_day = len(arguments["until"]) == len("YYYY-MM-DD")
    step = datetime.timedelta(days=1) if is_day else datetime.timedelta(seconds=1)
    try:
        return begins, until + step
    except OverflowError:  # the last day of the year 9999
        return begins, None


def _moment(arguments: dict[str, str], name: str) -> datetime.datetime | None:
    if (text := arguments.get(name)) is None:
        return None
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
    except ValueError:
        raise _bad(f'"{text}" is no date that exists. {REMEDIES[name]}') from None


def token(verb: str, state: list[Any]) -> str:
    """Return the resumptionToken that leads back to this state of a list."""
    signed: str = Signer(salt=TOKEN).sign_object([verb, *state])
    return signed


def resumed(asked: Asked) -> list[Any]:
    """Return the state of the list that a resumptionToken leads back to. Raises ProtocolError."""
    state: list[Any]
    try:
        verb, *state = Signer(salt=TOKEN).unsign_object(asked.arguments[TOKEN])
    except (BadSignature, ValueError):
        verb, state = "", []
    if verb != asked.verb:
        message = f"This is no {TOKEN} of {asked.verb}. Begin the list again."
        raise ProtocolError("badResumptionToken", message)
    return state


def _bad(message: str) -> ProtocolError:
    return ProtocolError("badArgument", NOT_XML.sub("\ufffd", message))
