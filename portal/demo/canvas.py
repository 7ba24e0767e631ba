"""A small drawing surface: units of a hundredth of the side, smooth edges, a quiet palette."""

import io
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Box = tuple[float, float, float, float]

SIDE = 640
FINE = 3  # drawn this much larger, then scaled down: that smooths the edges
COLORS = 96

# Grounds of middling lightness: calm beside white paper, and no lamps on a dark page.
MIST, SAND, MOSS, BLUSH, LILAC = "#dfe7ea", "#ece4d4", "#dfe6d6", "#ecdfd9", "#e2e0ec"
INK, SLATE = "#2b3a44", "#7b8b95"
BLUE, TEAL, SAGE, OCHRE, CLAY, ROSE = (
    "#4a6c9b", "#3c7a78", "#7f9c70", "#d3a045", "#bf6549", "#a9788a",
)  # fmt: skip


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour with `share` (0 to 1) of `other` in `one`."""
    pairs = zip(_values(one), _values(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _values(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


def curve(start: Point, first: Point, second: Point, end: Point, steps: int = 48) -> list[Point]:
    """Return points of the cubic Bézier curve."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        corners = (start, first, second, end)
        x = sum(w * c[0] for w, c in zip(weights, corners, strict=True))
        y = sum(w * c[1] for w, c in zip(weights, corners, strict=True))
        points.append((x, y))
    return points


def ellipse(center: Point, radii: Point, turn: float = 0, steps: int = 120) -> list[Point]:
    """Return points of an ellipse turned by `turn` degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    points = []
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        x, y = radii[0] * math.cos(angle), radii[1] * math.sin(angle)
        points.append((center[0] + x * cos - y * sin, center[1] + x * sin + y * cos))
    return points


class Canvas:
    """A square picture; x and y run from 0 to 100, right and down."""

    def __init__(self, ground: str) -> None:
        self.ground = ground
        self.scale = SIDE * FINE / 100
        self.image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], fill: str, alpha: float = 1) -> None:
        scaled = self._scaled(points)
        if alpha >= 1:
            self.draw.polygon(scaled, fill=fill)
            return
        left, top = (math.floor(min(p[axis] for p in scaled)) for axis in (0, 1))
        right, bottom = (math.ceil(max(p[axis] for p in scaled)) + 1 for axis in (0, 1))
        mask = Image.new("L", (right - left, bottom - top), 0)
        moved = [(x - left, y - top) for x, y in scaled]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * alpha))
        self.image.paste(fill, (left, top), mask)

    def disc(self, center: Point, radius: float, fill: str, alpha: float = 1) -> None:
        self.polygon(ellipse(center, (radius, radius)), fill, alpha)

    def ring(self, center: Point, radius: float, color: str, width: float = 1.2) -> None:
        self.line([*(circle := ellipse(center, (radius, radius))), circle[0]], color, width)

    def box(self, box: Box, radius: float, fill: str) -> None:
        self.draw.rounded_rectangle(
            [value * self.scale for value in box], radius * self.scale, fill=fill
        )

    def line(self, points: Iterable[Point], color: str, width: float = 1.4) -> None:
        """Draw a line with round ends and joints."""
        scaled = self._scaled(points)
        self.draw.line(scaled, fill=color, width=round(width * self.scale), joint="curve")
        radius = width * self.scale / 2
        for x, y in (scaled[0], scaled[-1]):
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)

    def dashes(
        self,
        points: Sequence[Point],
        color: str,
        width: float = 1.2,
        dash: float = 2.2,
        gap: float = 2.6,
    ) -> None:
        """Draw a dashed line; a dash of 0 makes dots."""
        piece: list[Point] = [points[0]]
        drawing, left = True, dash
        for start, end in pairwise(points):
            length = math.dist(start, end)
            done = 0.0
            while length - done > left:
                done += left
                share = done / length
                here = (
                    start[0] + (end[0] - start[0]) * share,
                    start[1] + (end[1] - start[1]) * share,
                )
                if drawing:
                    self.line([*piece, here], color, width)
                piece, drawing = [here], not drawing
                left = dash if drawing else gap
            left -= length - done
            piece.append(end)
        if drawing and len(piece) > 1:
            self.line(piece, color, width)

    def arrow(
        self, points: Sequence[Point], color: str, width: float = 1.4, head: float = 4
    ) -> None:
        """Draw a line with a filled head at its end."""
        end = points[-1]
        before = next(p for p in reversed(points) if math.dist(p, end) >= head * 0.8)
        angle = math.atan2(end[1] - before[1], end[0] - before[0])
        neck = (end[0] - head * 0.8 * math.cos(angle), end[1] - head * 0.8 * math.sin(angle))
        kept = [p for p in points if math.dist(p, end) > head * 0.8]
        self.line([*kept, neck], color, width)
        wings = [
            (end[0] - head * math.cos(angle + side), end[1] - head * math.sin(angle + side))
            for side in (0.45, -0.45)
        ]
        self.polygon([end, *wings], color)

    def text(self, center: Point, words: str, size: float, color: str, tracking: float = 0) -> None:
        """Write `words` round `center`, capitals `size` high, `tracking` between the letters."""
        font = ImageFont.load_default(size * self.scale / 0.7)
        step = tracking * self.scale
        widths = [font.getlength(letter) for letter in words]
        x = center[0] * self.scale - (sum(widths) + step * (len(words) - 1)) / 2
        top, bottom = font.getbbox("E")[1], font.getbbox("E")[3]
        y = center[1] * self.scale - (top + bottom) / 2
        for letter, width in zip(words, widths, strict=True):
            self.draw.text((x, y), letter, fill=color, font=font)
            x += width + step

    def png(self) -> bytes:
        """Return the finished picture, SIDE px wide and high."""
        small = self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        small = small.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]
