"""Partial dates in the database: partial they stay, and an end is never before its start."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.dates import PartialDate
from publications.models import Publication
from researchers.models import Membership, NewsItem, Position
from tests.factories import make_lab, make_researcher

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["2021", "2021-08", "2021-08-15"])
def test_partial_date_stays_partial(text):
    position = Position(researcher=make_researcher(), organization="Amazon", starts_on=text)
    position.full_clean()
    position.save()
    position.refresh_from_db()
    position.full_clean()
    position.save()
    position.refresh_from_db()
    assert position.starts_on == PartialDate.parse(text)
    assert str(position.starts_on) == text


def test_partial_date_given_as_text_is_a_date_after_save():
    position = Position.objects.create(
        researcher=make_researcher(), organization="Amazon", starts_on="Aug 2021"
    )
    assert position.printed_dates == "August 2021 – present"


def test_partial_date_that_is_none_is_not_stored():
    with pytest.raises(ValidationError, match="0 is not a year"):
        Position.objects.create(researcher=make_researcher(), organization="X", starts_on=2021)


def test_partial_dates_sort_as_dates_do():
    lab = make_lab()
    for text in ("2021-08-15", "2021", "2020-12", "2021-08"):
        NewsItem.objects.create(lab=lab, date=text, text=text)
    assert list(NewsItem.objects.values_list("text", flat=True)) == [
        "2021-08-15",
        "2021-08",
        "2021",
        "2020-12",
    ]


ENDS = [
    ("2021-08-15", "2021-08-14"),
    ("2021-08", "2021-07"),
    ("2021-08-15", "2021-07"),
    ("2021", "2020"),
    ("2021-01", "2020"),
    ("2021-01-01", "2020-12"),
    ("2021", "2020-12-31"),
]


@pytest.mark.parametrize(("start", "end"), ENDS)
def test_end_before_start_is_refused_by_form_and_database(start, end):
    lab, ada = make_lab(), make_researcher()
    rows = [
        (
            Membership(lab=lab, researcher=ada, starts_on=start, ends_on=end),
            "The membership ends before it starts. Swap the two dates or correct one.",
        ),
        (
            Position(organization="X", researcher=ada, starts_on=start, ends_on=end),
            "This ends before it starts. Swap the two dates or correct one.",
        ),
    ]
    for row, message in rows:
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.messages == [message]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2021-08-15", "2021-08-15"),
        ("2021-08-15", "2021-08"),
        ("2021-08-15", "2021"),
        ("2021-08", "2021"),
        ("2021-12-31", "2021"),
        ("2021", "2021-01-01"),
        ("2021-12-31", "2022"),
        (None, "2021"),
        ("2021", None),
    ],
)
def test_vague_end_that_may_be_after_the_start_is_taken(start, end):
    row = Position(organization="X", researcher=make_researcher(), starts_on=start, ends_on=end)
    row.full_clean()
    row.save()


PARTS = st.one_of(
    st.builds(PartialDate, st.integers(1990, 1993)),
    st.builds(PartialDate, st.integers(1990, 1993), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1990, 1993), st.integers(1, 12), st.integers(1, 28)),
)


@given(PARTS, PARTS)
def test_database_refuses_exactly_the_ends_that_lie_before_the_start(start, end):
    with transaction.atomic():
        row = Position(organization="X", researcher=make_researcher(), starts_on=start, ends_on=end)
        if end.end_number >= start.number:
            row.save()
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("parts", "field", "message"),
    [
        ({"year": 20219}, "year", "20219 is not a year: give its four digits."),
        ({"month": 5}, "month", "A month needs a year."),
        ({"year": 2021, "day": 5}, "day", "A day needs a month."),
        ({"year": 2021, "month": 13}, "month", "The month is a number from 1 to 12."),
        ({"year": 2021, "month": 2, "day": 30}, "day", "February 2021 has no day 30."),
    ],
)
def test_publication_date_that_is_none_is_refused(parts, field, message):
    with pytest.raises(ValidationError) as refused:
        Publication(title="T", **parts).full_clean()
    assert message in refused.value.message_dict[field]


@pytest.mark.parametrize("parts", [{"month": 5}, {"year": 2021, "day": 5}, {"year": 20219}])
def test_database_refuses_a_publication_date_that_is_none(parts):
    with pytest.raises(IntegrityError):
        Publication.objects.create(title="T", **parts)


@pytest.mark.parametrize(
    ("ends_on", "current"), [(None, True), ("2020", False), ("2999", True), ("1999-12-31", False)]
)
def test_membership_without_end_or_with_a_later_one_is_current(ends_on, current):
    Membership.objects.create(lab=make_lab(), researcher=make_researcher(), ends_on=ends_on)
    assert Membership.objects.current().exists() is current
    assert Membership.objects.ended().exists() is not current


def test_membership_that_ends_this_year_lasts_all_year(time_machine):
    time_machine.move_to("2026-12-31T12:00:00+00:00")
    Membership.objects.create(lab=make_lab(), researcher=make_researcher(), ends_on="2026")
    assert Membership.objects.current().count() == 1
    time_machine.move_to("2027-01-01T12:00:00+00:00")
    assert Membership.objects.current().count() == 0
