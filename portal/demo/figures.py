"""The demo's pictures, one for each paper and project: `draw` gives the same bytes for a key."""

import math
import random
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from . import marks
from .canvas import (
    BLUE,
    BLUSH,
    CLAY,
    INK,
    LILAC,
    MIST,
    MOSS,
    OCHRE,
    ROSE,
    SAGE,
    SAND,
    SLATE,
    TEAL,
    Canvas,
    Point,
    curve,
    ellipse,
    mixed,
)

_drawings: dict[str, Callable[[], Canvas]] = {}


@cache
def draw(key: str) -> bytes:
    """Return the picture named `key` as a square PNG. Raises KeyError for a name nobody drew."""
    return (_drawings[key]() if key in _drawings else marks.draw(key)).png()


def names() -> list[str]:
    """Return the names of all pictures."""
    return [*_drawings, *marks.names()]


def _named(key: str) -> Callable[[Callable[[], Canvas]], Callable[[], Canvas]]:
    def add(function: Callable[[], Canvas]) -> Callable[[], Canvas]:
        _drawings[key] = function
        return function

    return add


@_named("balsa")
def _join_tree() -> Canvas:
    canvas = Canvas(MIST)
    leaves = [(14, 81), (32, 81), (50, 81), (68, 81), (86, 81)]
    pair, other, upper, root = (23, 58), (77, 58), (36, 38), (54, 18)
    plain, chosen = mixed(SLATE, MIST, 0.35), CLAY
    aside = [(leaves[0], pair), (leaves[2], upper), (leaves[3], other), (leaves[4], other)]
    for start, end in (*aside, (other, root)):
        canvas.line([start, end], plain, 1.3)
    canvas.line([leaves[1], pair, upper, root], chosen, 2)
    for place, (x, y) in enumerate(leaves):
        shade = chosen if place == 1 else TEAL
        canvas.box((x - 6, y - 6, x + 6, y + 7), 1.6, MIST)
        canvas.box((x - 5.5, y - 5.5, x + 5.5, y + 6.5), 1.4, mixed(shade, MIST, 0.55))
        canvas.box((x - 5.5, y - 5.5, x + 5.5, y - 1.7), 1.4, shade)
        canvas.line([(x - 5, y + 2.4), (x + 5, y + 2.4)], MIST, 0.6)
    for x, y in (pair, other, upper, root):
        on_path = (x, y) != other
        canvas.disc((x, y), 7.2, MIST)
        canvas.disc((x, y), 6.4, mixed(chosen if on_path else SLATE, MIST, 0.72))
        shade = chosen if on_path else INK
        canvas.polygon([(x - 3.6, y - 2.6), (x, y), (x - 3.6, y + 2.6)], shade)
        canvas.polygon([(x + 3.6, y - 2.6), (x, y), (x + 3.6, y + 2.6)], shade)
    return canvas


@_named("mesa")
def _bell_curves() -> Canvas:
    canvas = Canvas(SAND)
    floor, edge = 76, 70

    def bell(middle: float, spread: float, height: float) -> list[Point]:
        xs = [8 + 84 * step / 140 for step in range(141)]
        return [(x, floor - height * math.exp(-(((x - middle) / spread) ** 2) / 2)) for x in xs]

    canvas.polygon([(edge, 16), (92, 16), (92, floor), (edge, floor)], CLAY, 0.14)
    for height in range(22, 61, 6):
        canvas.line(
            [(edge + 1, floor - height + 20), (91, floor - height)], mixed(CLAY, SAND, 0.62), 0.6
        )
    for middle, spread, height, shade in (
        (28, 7.5, 34, BLUE),
        (46, 9.5, 46, TEAL),
        (63, 7, 38, OCHRE),
    ):
        outline = bell(middle, spread, height)
        canvas.polygon([(8, floor), *outline, (92, floor)], shade, 0.3)
        canvas.line(outline, shade, 1.5)
    canvas.dashes([(edge, 16), (edge, floor)], CLAY, 1.1)
    canvas.line([(8, floor), (92, floor)], INK, 1.3)
    for x, shade in ((28, BLUE), (46, TEAL), (63, OCHRE)):
        canvas.disc((x, floor + 8), 2.2, shade)
    return canvas


@_named("impact")
def _clipped_objective() -> Canvas:
    canvas = Canvas(LILAC)
    left, right, top, bottom = 16, 88, 14, 82
    low, high = 38, 62

    def height(x: float) -> float:
        return bottom - 8 - (x - left) * 0.86

    canvas.polygon([(low, top), (high, top), (high, bottom), (low, bottom)], BLUE, 0.13)
    for x in (low, high):
        canvas.dashes([(x, top), (x, bottom)], mixed(BLUE, LILAC, 0.4), 0.9)
    canvas.dashes([(high, height(high)), (right - 6, height(right - 6))], SLATE, 1.2)
    canvas.line([(left, height(left)), (high, height(high)), (right - 2, height(high))], CLAY, 2.2)
    middle = (low + high) / 2
    for x in (middle, high):
        canvas.disc((x, height(x)), 3.4, LILAC)
        canvas.disc((x, height(x)), 2.5, INK if x == middle else CLAY)
    canvas.arrow([(left, bottom + 4), (left, top - 3)], INK, 1.2, 3.6)
    canvas.arrow([(left - 4, bottom), (right + 4, bottom)], INK, 1.2, 3.6)
    return canvas


@_named("cognitive")
def _network_with_context() -> Canvas:
    canvas = Canvas(BLUSH)
    layers = [
        [(18, y) for y in (48, 64, 80)],
        [(50, y) for y in (42, 56, 70, 84)],
        [(82, y) for y in (56, 72)],
    ]
    context = (50, 17)
    for one, other in pairwise(layers):
        for start in one:
            for end in other:
                canvas.line([start, end], mixed(SLATE, BLUSH, 0.55), 0.8)
    for place, (x, y) in enumerate(layers[1]):
        bend = (0, 12, -15, 19)[place]
        canvas.line(curve(context, (50 + bend, 28), (50 + bend, y - 10), (x, y)), OCHRE, 1.3)
    for place, layer in enumerate(layers):
        for node in layer:
            canvas.disc(node, 5, BLUSH)
            canvas.disc(node, 4.1, (BLUE, TEAL, CLAY)[place])
    canvas.disc(context, 11.5, OCHRE, 0.22)
    canvas.disc(context, 8, OCHRE)
    for angle in (-90, 30, 150):
        x = context[0] + 3.4 * math.cos(math.radians(angle))
        y = context[1] + 3.4 * math.sin(math.radians(angle))
        canvas.disc((x, y), 1.5, BLUSH)
    return canvas


@_named("recovery-rl")
def _recovery_zone() -> Canvas:
    canvas = Canvas(MOSS)
    start, goal, danger = (14, 82), (85, 18), (53, 52)
    canvas.polygon(ellipse(danger, (29, 23), -28), OCHRE, 0.28)
    canvas.polygon(ellipse(danger, (21, 16), -28), OCHRE, 0.34)
    canvas.polygon(ellipse(danger, (12.5, 9), -28), INK)
    canvas.dashes(curve(start, (22, 70), (32, 64), (41, 58)), SLATE, 1.1)
    before = curve(start, (18, 72), (20, 66), (27, 60.5))
    turn = curve((27, 60.5), (33, 56), (28, 46), (34, 37))
    after = curve((34, 37), (42, 25), (62, 32), (78, 22))
    canvas.line(before, TEAL, 2.1)
    canvas.line(after, TEAL, 2.1)
    canvas.line(turn, CLAY, 2.4)
    for point in (turn[0], turn[-1]):
        canvas.disc(point, 2.9, MOSS)
        canvas.disc(point, 2, CLAY)
    canvas.disc(start, 3.6, TEAL)
    canvas.ring(goal, 6.4, TEAL, 1.4)
    canvas.disc(goal, 3.4, TEAL)
    return canvas


@_named("dataflow")
def _dataflow_graph() -> Canvas:
    canvas = Canvas(MIST)
    sources = [((15, 22), BLUE), ((15, 44), TEAL), ((15, 66), SAGE)]
    first, second, sink = (42, 44), (64, 44), (86, 44)
    for (x, y), shade in sources:
        path = curve((x, y), (x + 15, y), (first[0] - 15, first[1]), first)
        canvas.line(path, mixed(shade, MIST, 0.35), 3.2)
    canvas.line([first, second], mixed(OCHRE, MIST, 0.3), 5)
    canvas.line([second, sink], mixed(CLAY, MIST, 0.3), 5)
    back = curve((86, 52), (86, 96), (24, 100), (15.6, 75), 80)
    canvas.arrow(back, SLATE, 1.2, 4)
    for (x, y), shade in sources:
        canvas.box((x - 7, y - 6.5, x + 7, y + 6.5), 2.6, MIST)
        canvas.box((x - 6, y - 5.5, x + 6, y + 5.5), 2, shade)
    for (x, y), shade in ((first, OCHRE), (second, CLAY)):
        canvas.disc((x, y), 8, MIST)
        canvas.disc((x, y), 6.8, shade)
        canvas.polygon([(x - 2, y - 3.2), (x + 3.2, y), (x - 2, y + 3.2)], MIST)
    canvas.box((sink[0] - 8, sink[1] - 8, sink[0] + 8, sink[1] + 8), 2.8, MIST)
    canvas.box((sink[0] - 7, sink[1] - 7, sink[0] + 7, sink[1] + 7), 2.2, INK)
    return canvas


@_named("rlqp")
def _level_lines() -> Canvas:
    canvas = Canvas(SAND)
    center, turn = (54, 47), -32
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    sizes = (46, 37, 28.5, 20.5, 13, 6.5)
    for place, size in enumerate(sizes):
        shade = mixed(SAND, TEAL, 0.1 + 0.13 * place)
        outline = ellipse(center, (size, size * 0.52), turn)
        canvas.polygon(outline, shade)
        canvas.line([*outline, outline[0]], mixed(shade, TEAL, 0.4), 0.5)

    def across(along: float, aside: float) -> Point:
        return (center[0] + along * cos - aside * sin, center[1] + along * sin + aside * cos)

    slow = [across(-38 + 3.8 * step, (10 - step) * (-1) ** step) for step in range(10)] + [center]
    fast = [slow[0], across(-15, 11.5), across(-4, 3.2), center]
    canvas.line(slow, mixed(INK, SAND, 0.1), 0.9)
    for point in slow[1:-1]:
        canvas.disc(point, 1.1, INK)
    canvas.line(fast, CLAY, 2)
    for point in fast[1:-1]:
        canvas.disc(point, 2, CLAY)
    canvas.disc(fast[0], 3, INK)
    canvas.disc(center, 4, SAND)
    canvas.disc(center, 2.9, CLAY)
    return canvas


@_named("orderings")
def _visiting_arcs() -> Canvas:
    canvas = Canvas(BLUSH)
    visits = [2, 3, 1, 4, 0, 5]
    middle = 51
    xs = [12.5 + 15 * place for place in range(6)]
    shades = [mixed(mixed(ROSE, BLUSH, 0.55), INK, step / 5.5) for step in range(6)]
    for step, (here, there) in enumerate(pairwise(visits)):
        x0, x1 = xs[here], xs[there]
        radius = abs(x1 - x0) / 2
        side = -1 if step % 2 == 0 else 1
        arc = [
            ((x0 + x1) / 2 + (x0 - x1) / 2 * math.cos(math.pi * t / 60),
             middle + side * radius * 0.95 * math.sin(math.pi * t / 60))
            for t in range(61)
        ]  # fmt: skip
        canvas.line(arc, mixed(shades[step], shades[step + 1], 0.5), 1.7)
    for step, place in enumerate(visits):
        canvas.disc((xs[place], middle), 6.3, BLUSH)
        canvas.disc((xs[place], middle), 5.2, shades[step])
    return canvas


@_named("lazydagger")
def _control_timelines() -> Canvas:
    canvas = Canvas(MOSS)
    many = [(12, 19), (24, 29), (35, 43), (50, 54), (61, 69), (76, 81)]
    few = [(22, 41), (60, 79)]
    for floor, pulses, shade in ((44, many, SLATE), (84, few, CLAY)):
        top = floor - 22
        outline = [(8.0, float(floor))]
        for start, end in pulses:
            canvas.polygon([(start, top), (end, top), (end, floor), (start, floor)], shade, 0.25)
            outline += [(start, floor), (start, top), (end, top), (end, floor)]
        outline.append((92, floor))
        canvas.line(outline, shade if shade == CLAY else INK, 1.8 if shade == CLAY else 1.3)
    return canvas


@_named("alphagarden")
def _garden() -> Canvas:
    canvas = Canvas(SAND)
    canvas.box((6, 6, 94, 94), 5, mixed(SAND, "#6b5a44", 0.2))
    chance = random.Random("alphagarden")  # noqa: S311 -- a drawing, not a secret
    kinds = [SAGE, TEAL, mixed(SAGE, OCHRE, 0.45), mixed(SAGE, INK, 0.35), OCHRE, ROSE]
    plants: list[tuple[Point, float, str]] = []
    for radius, wanted in ((13, 4), (10, 6), (7.5, 9), (5.2, 14), (3.4, 30)):
        for _ in range(wanted * 12):
            center = (
                chance.uniform(8 + radius, 92 - radius),
                chance.uniform(8 + radius, 92 - radius),
            )
            if all(math.dist(center, c) > (radius + r) * 0.9 for c, r, _ in plants):
                plants.append((center, radius, kinds[len(plants) % len(kinds)]))
    for center, radius, shade in reversed(plants):
        start = chance.uniform(0, 360)
        canvas.disc(center, radius, shade, 0.8)
        for size, tint in ((0.78, 0.2), (0.44, 0.42)):
            for leaf in range(6):
                angle = start + 60 * leaf + 30 * (size < 0.5)
                x = center[0] + radius * size * 0.6 * math.cos(math.radians(angle))
                y = center[1] + radius * size * 0.6 * math.sin(math.radians(angle))
                leaf_radii = (radius * size * 0.5, radius * size * 0.26)
                canvas.polygon(ellipse((x, y), leaf_radii, angle), mixed(shade, SAND, tint))
        canvas.disc(center, radius * 0.1, mixed(shade, INK, 0.3))
    return canvas


@_named("skypilot")
def _clouds() -> Canvas:
    canvas = Canvas(MIST)
    for (x, y), size, shade in (
        ((28, 70), 1.1, BLUE),
        ((66, 52), 1.25, TEAL),
        ((36, 28), 0.9, SLATE),
    ):
        cloud = mixed(shade, MIST, 0.5)
        canvas.box((x - 17 * size, y - 2 * size, x + 17 * size, y + 8 * size), 5 * size, cloud)
        canvas.disc((x - 7 * size, y - 2 * size), 7 * size, cloud)
        canvas.disc((x + 4 * size, y - 5 * size), 9 * size, cloud)
    path = curve((10, 90), (44, 84), (44, 40), (84, 20), 80)
    canvas.dashes(path[:-6], INK, 1.7, 0.01, 4.2)
    canvas.polygon([(90, 15), (76, 20), (82.5, 23), (84.5, 30)], CLAY)
    return canvas


@_named("rllib")
def _rays() -> Canvas:
    canvas = Canvas(LILAC)
    start = (20, 80)
    for place, (angle, length) in enumerate(
        ((-88, 60), (-74, 68), (-59, 57), (-45, 76), (-31, 57), (-16, 68), (-2, 60))
    ):
        shade = (BLUE, TEAL, SAGE, CLAY, OCHRE, ROSE, BLUE)[place]
        end = (
            start[0] + length * math.cos(math.radians(angle)),
            start[1] + length * math.sin(math.radians(angle)),
        )
        canvas.line([start, end], mixed(shade, LILAC, 0.25), 1.8)
        canvas.disc(end, 4.6, LILAC)
        canvas.disc(end, 3.8, shade)
    canvas.disc(start, 8.5, LILAC)
    canvas.disc(start, 7.2, INK)
    return canvas
