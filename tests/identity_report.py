"""How well `publications.identity` tells people apart, on labelled data: `make identity-report`.

Reads publications as JSON lines (an `authors` list with given, family, full, id, orcid) and, beside
them, people.jsonl[.gz] with the true people. Without a file named: the shared data of the ACL
Anthology if they lie beside the checkout, else the small sample of our own.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.kit.text import fold
from publications.identity import People, Person, Verdict, Work
from publications.records import Name

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data" / "anthology-5k.jsonl.gz"
SAMPLE = HERE / "data" / "identity" / "publications.jsonl"
SEED = 20261124
ROUNDS = 3


@dataclass
class Mention:
    """One author name on one work: the true person, "" if unknown; the person it was given."""

    work: str
    name: Name
    truth: str
    person: int = 0
    verdict: Verdict | None = None


@dataclass
class Labelled:
    """Publications with who truly wrote them; `by_hand` are the people somebody told apart."""

    works: list[tuple[Work, list[Mention]]] = field(default_factory=list)
    by_hand: set[str] = field(default_factory=set)

    @property
    def mentions(self) -> Iterator[Mention]:
        return (mention for _, mentions in self.works for mention in mentions)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(line)


def load(path: Path, *, with_orcid: bool = False, seed: int = SEED) -> Labelled:
    """Return the publications of the file in shuffled order, each mention with its person."""
    beside = [path.with_name(name) for name in ("people.jsonl.gz", "people.jsonl")]
    people = [person for file in beside if file.exists() for person in read_lines(file)]
    unsure = {person["id"] for person in people if person.get("catch_all")}
    bearers = defaultdict(list)
    for person in people:
        for name in person["names"]:
            for paper in person["papers"]:
                bearers[name["full"], paper].append(person["id"])
    publications = list(read_lines(path))
    random.Random(seed).shuffle(publications)
    labelled = Labelled(by_hand={person["id"] for person in people if person["disambiguated"]})
    for publication in publications:
        mentions = []
        for author in publication["authors"]:
            known = set(bearers[author["full"], publication["id"]])
            truth = author["id"] or (known.pop() if len(known) == 1 else "")
            variants = [one["full"] for one in author.get("variants") or ()]
            name = Name(
                family=author["family"],
                given=author["given"] or "",
                original=variants[0] if variants else "",
                orcid=(author.get("orcid") or "") if with_orcid else "",
                affiliation=author.get("affiliation") or "",
            )
            mentions.append(Mention(publication["id"], name, "" if truth in unsure else truth))
        venue = publication.get("venue") or {}
        words = dict.fromkeys(word for word in fold(publication["title"]).split() if len(word) > 4)
        work = Work(
            publication["year"], venue.get("short") or venue.get("name") or "", tuple(words)
        )
        labelled.works.append((work, mentions))
    return labelled


@dataclass
class Run:
    """What the matcher made of the labelled data: questions asked, those with the person among

    the known ones, and those with that person offered first.
    """

    labelled: Labelled
    seconds: float = 0.0
    asked: int = 0
    answerable: int = 0
    first_right: int = 0


def run(labelled: Labelled) -> Run:
    """Feed the publications to a matcher that knows nobody; a doubtful name is a person apart.

    At the end everybody added in doubt is looked at again, as an import does before it asks.
    """
    result = Run(labelled)
    people = People(lambda _: [], lambda _: {})
    founders: dict[int, Mention] = {}
    doubtful: list[Person] = []
    started = time.perf_counter()
    for work, mentions in labelled.works:
        verdicts = people.decide([mention.name for mention in mentions], work)
        for mention, verdict in zip(mentions, verdicts, strict=True):
            mention.verdict = verdict
            if verdict.person:
                mention.person = verdict.person.id
                people.learn(verdict.person, mention.name, work)
                continue
            mention.person = len(founders) + 1
            founders[mention.person] = mention
            person = people.add(mention.person, mention.name, work, is_doubtful=verdict.is_doubtful)
            if verdict.is_doubtful:
                doubtful.append(person)
    doubtful, merged = look_again(people, doubtful)
    result.seconds = time.perf_counter() - started
    true_persons: dict[str, set[int]] = defaultdict(set)
    for mention in labelled.mentions:
        while mention.person in merged:
            mention.person = merged[mention.person]
        true_persons[mention.truth].add(mention.person)
    result.asked = len(doubtful)
    for person in doubtful:
        truth = founders[person.id].truth
        if truth and (others := true_persons[truth] - {person.id}):
            result.answerable += 1
            offered = people.again(person).candidates
            result.first_right += bool(offered and offered[0].person.id in others)
    return result


def look_again(people: People, doubtful: list[Person]) -> tuple[list[Person], dict[int, int]]:
    """Return who is still doubtful once all works are known, and who was merged into whom."""
    merged: dict[int, int] = {}
    for _ in range(ROUNDS):
        left = []
        for person in doubtful:
            verdict = people.again(person)
            if verdict.person:
                merged[person.id] = verdict.person.id
                people.merge(verdict.person, person)
            else:
                left.append(person)
        if len(left) == len(doubtful):
            break
        doubtful = left
    return doubtful, merged


@dataclass
class Score:
    """Pairs of mentions: linked, rightly linked, and truly of one person."""

    linked: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}  recall {self.recall:.4f}"
            f"  ({self.linked} pairs linked, {self.right} of them right, {self.true} true)"
        )


def score(mentions: Iterable[Mention], chosen: Callable[[str], bool] = bool) -> Score:
    """Return the pairs with a mention of a chosen person; those of unknown people do not count."""
    by_person, beside, by_both, by_truth = Counter(), Counter(), Counter(), Counter()
    for mention in mentions:
        if not mention.truth:
            continue
        by_person[mention.person] += 1
        if chosen(mention.truth):
            by_both[mention.person, mention.truth] += 1
            by_truth[mention.truth] += 1
        else:
            beside[mention.person] += 1
    return Score(_pairs(by_person) - _pairs(beside), _pairs(by_both), _pairs(by_truth))


def _pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def with_variants(labelled: Labelled) -> set[str]:
    """Return the people who are written in two ways or more."""
    return _with_several((one.truth, one.name.full) for one in labelled.mentions if one.truth)


def sharing_a_name(labelled: Labelled) -> set[str]:
    """Return the people one of whose spellings is somebody else's too."""
    mentions = [mention for mention in labelled.mentions if mention.truth]
    shared = _with_several((mention.name.full, mention.truth) for mention in mentions)
    return {mention.truth for mention in mentions if mention.name.full in shared}


def _with_several(pairs: Iterable[tuple[str, str]]) -> set[str]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key for key, values in found.items() if len(values) > 1}


def half(person: str) -> int:
    """Return in which half of the people one is, 0 or 1: an error by chance is not in both."""
    return hashlib.sha256(person.encode()).digest()[0] % 2


def wrong_by_hand(labelled: Labelled) -> int:
    """Return the wrongly linked pairs of people who were both told apart by hand.

    The other ids were made from names: two of them may still be one person in two spellings.
    """
    chosen = [mention for mention in labelled.mentions if mention.truth in labelled.by_hand]
    found = score(chosen)
    return found.linked - found.right


def wrong_merges(labelled: Labelled) -> list[tuple[int, str]]:
    """Return the persons made of several people, most wrong pairs first, with a line on each."""
    inside: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for mention in labelled.mentions:
        if mention.truth:
            inside[mention.person][mention.truth, mention.name.full] += 1
    found = []
    for names in inside.values():
        truths = Counter[str]()
        for (truth, _), count in names.items():
            truths[truth] += count
        wrong = _pairs(Counter({0: truths.total()})) - _pairs(truths)
        if wrong:
            told = ", ".join(f"{name} ({truth}) {n}x" for (truth, name), n in names.most_common(6))
            found.append((wrong, told))
    return sorted(found, reverse=True)


def splits(labelled: Labelled, chosen: set[str]) -> list[tuple[int, str]]:
    """Return the chosen people made several persons, most lost pairs first, with a line on each."""
    parts: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for mention in labelled.mentions:
        if mention.truth in chosen:
            parts[mention.truth][mention.person][mention.name.full] += 1
    found = []
    for truth, persons in parts.items():
        sizes = Counter({person: names.total() for person, names in persons.items()})
        lost = _pairs(Counter({0: sizes.total()})) - _pairs(sizes)
        if lost:
            told = "; ".join(
                ", ".join(f"{name} {count}x" for name, count in persons[person].most_common(3))
                for person, _ in sizes.most_common(5)
            )
            found.append((lost, f"{truth}: {told}"))
    return sorted(found, reverse=True)


def report(result: Run, *, title: str, errors: int) -> Iterator[str]:
    """Yield the lines of the report."""
    labelled, mentions = result.labelled, list(result.labelled.mentions)
    variants, shared = with_variants(labelled), sharing_a_name(labelled)
    yield f"{title}: {len(labelled.works)} works, {len(mentions)} author names"
    yield f"  all people             {score(mentions)}"
    yield f"  people with variants   {score(mentions, variants.__contains__)}"
    yield f"  people sharing a name  {score(mentions, shared.__contains__)}"
    for which, label in ((0, "one half of them"), (1, "the other half")):
        yield f"  {label}: all        {score(mentions, lambda one, h=which: half(one) == h)}"
        chosen = {one for one in variants if half(one) == which}
        yield f"  {label}: variants   {score(mentions, chosen.__contains__)}"
    yield f"  wrong pairs of people whom somebody told apart: {wrong_by_hand(labelled)}"
    yield (
        f"  questions: {result.asked}; in {result.answerable} the person is known, "
        f"{result.first_right} times offered first"
    )
    each = result.seconds / max(len(mentions), 1) * 1000
    yield f"  {result.seconds:.2f} s, {each:.3f} ms a name"
    for heading, found in (
        ("wrong merges", wrong_merges(labelled)),
        ("splits of people with variants", splits(labelled, variants)),
        ("splits of others", splits(labelled, {one.truth for one in mentions} - variants - {""})),
    ):
        yield f"  {heading}, worst first: {len(found)}"
        yield from (f"    {count} pairs: {told}" for count, told in found[:errors])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, help="publications, one JSON object a line")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order they come in")
    parser.add_argument("--errors", type=int, default=15, help="how many of the worst to name")
    options = parser.parse_args(arguments)
    path = options.file or (SHARED if SHARED.exists() else SAMPLE)
    for with_orcid, title in ((False, "Without ORCID iDs"), (True, "With ORCID iDs")):
        labelled = load(path, with_orcid=with_orcid, seed=options.seed)
        shown = options.errors if not with_orcid else 5
        for line in report(run(labelled), title=title, errors=shown):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
