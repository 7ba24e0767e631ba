"""People on an oval, with names outside and ties within: names never cover each other.

The same people always get the same places: nothing is left to chance or to a simulation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from unicodedata import east_asian_width

WIDTH = 360  # units of the picture; as wide as a telephone
ROW = 22  # from one name to the next
MARGIN = 8
FLATTEST = 150
HALF = 72  # from the middle to the sides of the oval
SMALLEST, LARGEST = 3.5, 9.0  # radius of a person
THINNEST, THICKEST = 0.8, 3.5  # of a tie
FAINTEST, STRONGEST = 0.15, 0.75  # how much of its colour it has
LETTER = 13 * 0.5  # width of a letter, on average
GAP = 5  # between a circle and its name
INWARDS = 0.55  # how far ties bend to the middle

Ties = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Dot:
    """A person: which of those given, where, how large; her name, shortened, starts at `text_x`."""

    place: int
    x: float
    y: float
    radius: float
    text: str
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Line:
    """A tie, as the data of an SVG path; of a spoke `works` are those of the person."""

    path: str
    width: float
    opacity: float
    names: str
    works: int


@dataclass(frozen=True)
class Ring:
    """The whole picture; dots come in the order of the people that were given."""

    height: float
    dots: list[Dot]
    lines: list[Line]
    spokes: list[Line]

    width, middle = WIDTH, WIDTH / 2


def ring(people: Sequence[tuple[str, int]], ties: Ties, *, has_centre: bool) -> Ring:
    """Return where (name, works) of people and their ties stand.

    With a centre, somebody stands in the middle with whom each of them is tied.
    """
    order = arranged(len(people), ties)
    on_right = -(-len(order) // 2)
    height = max(FLATTEST, on_right * ROW + 2 * MARGIN)
    most = max((works for _, works in people), default=1)
    dots = {}
    for side, places in ((1, order[:on_right]), (-1, order[on_right:][::-1])):
        start = height / 2 - len(places) * ROW / 2
        for row, place in enumerate(places):
            name, works = people[place]
            radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(works / most)
            y = start + (row + 0.5) * ROW
            x = WIDTH / 2 + side * HALF * _half_width(y, height)
            text_x = x + side * (radius + GAP)
            room = WIDTH - text_x if side > 0 else text_x
            dots[place] = Dot(
                place,
                round(x, 1),
                round(y, 1),
                round(radius, 1),
                shortened(name, room),
                round(text_x, 1),
                "start" if side > 0 else "end",
            )
    middle = (WIDTH / 2, height / 2)
    return Ring(
        height=height,
        dots=[dots[place] for place in range(len(people))],
        lines=_lines(people, dots, ties, middle),
        spokes=_spokes(people, dots, middle, most) if has_centre else [],
    )


def arranged(count: int, ties: Ties) -> list[int]:
    """Return 0 to `count` - 1 so ordered that next to each stands who is tied to it most."""
    strength = {pair: works for (a, b), works in ties.items() for pair in ((a, b), (b, a))}
    order, left = [], list(range(count))
    while left:
        last = order[-1] if order else -1
        following = max(left, key=lambda place: (strength.get((last, place), 0), -place))
        left.remove(following)
        order.append(following)
    return order


def shortened(name: str, room: float) -> str:
    """Return `name` as it fits into `room` units: whole, with initials, or cut."""
    if _length(name) <= room:
        return name
    *given, family = name.split()
    if given:
        name = " ".join([*(f"{word[0]}." for word in given), family])
    if _length(name) <= room:
        return name
    while name and _length(name) > room - LETTER:
        name = name[:-1]
    return f"{name.rstrip()}…"


def _length(text: str) -> float:
    return sum(LETTER * (1.9 if east_asian_width(sign) in "WF" else 1) for sign in text)


def _half_width(y: float, height: float) -> float:
    """Return how wide the oval is at `y`, 1 in its middle; never so narrow that two sides meet."""
    slope = (2 * y - height) / (height + ROW)
    return max(0.3, sqrt(max(0.0, 1 - slope * slope)))


def _lines(
    people: Sequence[tuple[str, int]],
    dots: Mapping[int, Dot],
    ties: Ties,
    middle: tuple[float, float],
) -> list[Line]:
    most = max(ties.values(), default=1)
    lines = []
    for (first, second), works in sorted(ties.items(), key=lambda tie: (tie[1], tie[0])):
        a, b = dots[first], dots[second]
        bend = [
            round(INWARDS * centre + (1 - INWARDS) * (here + there) / 2, 1)
            for centre, here, there in zip(middle, (a.x, a.y), (b.x, b.y), strict=True)
        ]
        path = f"M{a.x} {a.y}Q{bend[0]} {bend[1]} {b.x} {b.y}"
        names = f"{people[first][0]} and {people[second][0]}"
        lines.append(_line(path, names, works, most))
    return lines


def _spokes(
    people: Sequence[tuple[str, int]],
    dots: Mapping[int, Dot],
    middle: tuple[float, float],
    most: int,
) -> list[Line]:
    x, y = (round(value, 1) for value in middle)
    return [
        _line(f"M{x} {y}L{dots[place].x} {dots[place].y}", name, works, most)
        for place, (name, works) in enumerate(people)
    ]


def _line(path: str, names: str, works: int, most: int) -> Line:
    share = works / most
    width = round(THINNEST + (THICKEST - THINNEST) * share, 1)
    return Line(path, width, round(FAINTEST + (STRONGEST - FAINTEST) * share, 2), names, works)
