"""By which words venues and topics are found; people, labs and projects: researchers.derive."""

from collections.abc import Iterable, Iterator

from portal.kit.changes import derives
from portal.kit.namewords import set_words, words_of, wrong_words
from publications.models import Topic, Venue


def words_of_venues(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return by id the words by which these venues are found."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    for venue in Venue.objects.filter(pk__in=words).order_by():
        words[venue.pk] = words_of(venue.name, venue.short_name)
    return words


def words_of_topics(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return by id the words by which these topics are found."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    for topic in Topic.objects.filter(pk__in=words).order_by():
        words[topic.pk] = words_of(topic.name)
    return words


@derives(Venue)
def store_venues(ids: Iterable[int]) -> None:
    set_words("venue", words_of_venues(ids))


@derives(Topic)
def store_topics(ids: Iterable[int]) -> None:
    set_words("topic", words_of_topics(ids))


def wrong_names() -> Iterator[str]:
    """Yield a sentence for each venue and topic that is found by other words than its name's."""
    yield from wrong_words("venue", words_of_venues(Venue.objects.values_list("pk", flat=True)))
    yield from wrong_words("topic", words_of_topics(Topic.objects.values_list("pk", flat=True)))
