"""Errors as RFC 9457 problem details: what was wrong, with which value, and the remedy."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, ParseError
from rest_framework.response import Response

from .shapes import ParameterProblem, Problem

MEDIA_TYPE = "application/problem+json"
BAD_PARAMETER = "/api/docs#bad-parameter"  # the same on every host, so programs may compare it
SHOWN = 100  # characters of a wrong value that are sent back


class BadValue(ValueError):
    """A parameter's value cannot be used; the message says why and what to write instead."""


def parameter_problem(name: str, value: str, detail: str) -> ParameterProblem:
    return {"parameter": name[:SHOWN], "value": value[:SHOWN], "detail": detail}


class BadParameters(APIException):
    """Some query parameters are unknown or have values that cannot be used."""

    status_code: int = HTTPStatus.BAD_REQUEST

    def __init__(self, errors: Iterable[ParameterProblem], *, status: int | None = None) -> None:
        self.errors = list(errors)
        self.status_code = status or self.status_code
        super().__init__(" ".join(error["detail"] for error in self.errors[:5]))


def problem_details(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem that `exception` is for the caller, None if it is none of the caller's."""
    # rest_framework.views reads settings that name modules which need this one.
    from rest_framework.views import exception_handler

    if isinstance(exception, SuspiciousOperation):
        exception = ParseError(f"This request cannot be read: {exception}")
    response = exception_handler(exception, context)
    if response is None:
        return None
    response.data = problem(response.status_code, _detail(exception, response, context))
    if isinstance(exception, BadParameters):
        response.data |= {"type": BAD_PARAMETER, "errors": exception.errors}
    return response


def problem(status: int, detail: str) -> Problem:
    """Return a problem that its HTTP status says enough about."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [],
    }


def _detail(exception: Exception, response: Response, context: dict[str, Any]) -> str:
    if isinstance(exception, MethodNotAllowed):
        return f"This address answers {', '.join(context['view'].allowed_methods)} only."
    if isinstance(exception, NotAcceptable):
        formats = ", ".join(each.media_type for each in exception.available_renderers)
        return f"There is nothing here that the Accept header takes. There is {formats}."
    return str(response.data.get("detail", ""))
