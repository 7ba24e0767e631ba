"""Placeholders of the demo: portraits as initials on calm arcs, logos as initials in a soft square.

The logos are marks of our own; they do not imitate anybody's trademark.
"""

from collections.abc import Callable

from .canvas import (
    BLUE,
    CLAY,
    INK,
    OCHRE,
    ROSE,
    SAGE,
    SLATE,
    TEAL,
    Canvas,
    curve,
    mixed,
)

CREAM = "#f7f3ea"
PORTRAITS = {
    "michael-luo": ("ML", BLUE),
    "ion-stoica": ("IS", TEAL),
    "ken-goldberg": ("KG", mixed(OCHRE, "#7a5a2c", 0.5)),
    "ashwin-balakrishna": ("AB", ROSE),
}


def draw(key: str) -> Canvas:
    """Return the portrait or logo named `key`. Raises KeyError for a name nobody drew."""
    return _portrait(*PORTRAITS[key]) if key in PORTRAITS else _logo(*LOGOS[key])


def names() -> list[str]:
    return [*PORTRAITS, *LOGOS]


def _portrait(initials: str, shade: str) -> Canvas:
    canvas = Canvas(mixed(shade, INK, 0.28))
    for place, radius in enumerate((82, 69, 57, 46, 36)):
        canvas.disc((50, 104), radius, mixed(mixed(shade, INK, 0.2), CREAM, 0.06 * (place + 1)))
    canvas.text((50, 46), initials, 17, CREAM, tracking=2.4)
    return canvas


def _logo(initials: str, shade: str, motif: Callable[[Canvas, str], None]) -> Canvas:
    ground = mixed(shade, CREAM, 0.74)
    canvas = Canvas(ground)
    motif(canvas, mixed(ground, shade, 0.32))
    size = {1: 34, 2: 25, 3: 21}.get(len(initials), 15)
    canvas.text((50, 44), initials, size, mixed(shade, INK, 0.45), tracking=1.6)
    return canvas


def _wave(canvas: Canvas, color: str) -> None:
    for shift in (0, 7):
        canvas.line(
            curve((-2, 76 + shift), (34, 56 + shift), (56, 96 + shift), (102, 74 + shift)),
            color,
            1.6,
        )


def _steps(canvas: Canvas, color: str) -> None:
    for place, height in enumerate((6, 10, 15, 21)):
        canvas.box((14 + place * 19, 92 - height, 29 + place * 19, 92), 2, color)


def _ripples(canvas: Canvas, color: str) -> None:
    for radius in (14, 24, 34):
        canvas.ring((100, 100), radius, color, 1.6)


def _grid(canvas: Canvas, color: str) -> None:
    for row in range(2):
        for column in range(6):
            canvas.disc((17.5 + column * 13, 76 + row * 13), 2, color)


def _horizon(canvas: Canvas, color: str) -> None:
    for radius in (36, 26, 16):
        canvas.ring((50, 104), radius, color, 1.6)


def _corners(canvas: Canvas, color: str) -> None:
    for inset in (10, 17):
        canvas.line([(100 - inset, 64), (100 - inset, 100 - inset), (64, 100 - inset)], color, 1.6)
        canvas.line([(inset, 64), (inset, 100 - inset), (36, 100 - inset)], color, 1.6)


def _arm(canvas: Canvas, color: str) -> None:
    joints = [(14, 90), (32, 72), (62, 84), (86, 70)]
    canvas.line(joints, color, 2)
    for joint in joints:
        canvas.disc(joint, 3.4, color)


LOGOS: dict[str, tuple[str, str, Callable[[Canvas, str], None]]] = {
    "eecs": ("EECS", BLUE, _wave),
    "anyscale": ("An", TEAL, _ripples),
    "amazon": ("Am", OCHRE, _steps),
    "meraki": ("CM", SAGE, _grid),
    "skylab": ("Sky", BLUE, _horizon),
    "bair": ("BAIR", CLAY, _corners),
    "autolab": ("Auto", SLATE, _arm),
}
