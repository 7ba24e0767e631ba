"""Large uploads: decoded in bounded memory, named by the size they came in, rendered as planned."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from PIL import Image

from portal.kit import images
from portal.kit.fields import PictureField

ROOT = Path(__file__).parent.parent
# The peak of the process itself: ru_maxrss would count what pytest had when it forked.
CHILD = """
import re, sys
from pathlib import Path
from portal.kit import images
picture = images.read_picture(sys.stdin.buffer.read())
made = [name.rpartition("/")[2] for name, _ in images.render(picture, (480, 1600), square=False)]
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024, images.size_from_name(picture.name), made)
"""


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_clear_picture_of_forty_megapixels_is_rendered_in_bounded_memory():
    data = encoded(Image.new("RGBA", (8000, 5000), (255, 0, 0, 128)))
    command = [sys.executable, "-c", CHILD]
    child = subprocess.run(command, input=data, cwd=ROOT, capture_output=True, check=True)
    megabytes, rest = child.stdout.decode().strip().split(" ", 1)
    assert rest == (
        "(8000, 5000) ['480x300.avif', '480x300.webp', "
        "'1600x1000.avif', '1600x1000.webp', '1600x1000.jpg']"
    )
    assert int(megabytes) < 350


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((40, 20), (40, 20)),
        ((6399, 2000), (6399, 2000)),
        ((6401, 2401), (3201, 1201)),
        ((2401, 9601), (1201, 4801)),
        ((3600, 9600), (1200, 3200)),
        ((20_000, 1000), (20_000, 1000)),
    ],
)
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_picture_keeps_its_name_and_twice_what_its_renditions_need(form, size, kept):
    picture = images.read_picture(encoded(Image.new("L", size), form))
    assert images.size_from_name(picture.name) == size
    if form == "PNG" or size != (3600, 9600):  # JPEG is reduced by powers of two
        assert picture.image.size == kept


@pytest.mark.parametrize("size", [(6401, 2401), (2401, 9601), (3600, 9600), (7001, 5003)])
@pytest.mark.parametrize("square", [False, True])
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_large_picture_is_rendered_as_its_name_plans(form, square, size):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    picture = images.read_picture(encoded(Image.new("L", size), form, exif=exif))
    assert images.size_from_name(picture.name) == size[::-1]
    assert picture.image.width * size[0] == pytest.approx(picture.image.height * size[1], rel=0.001)
    sizes = (300, 600) if square else (480, 1600)
    planned = images.plan(*size[::-1], sizes, square=square)
    made = [
        Image.open(io.BytesIO(data)).size
        for _, data in images.render(picture, sizes, square=square)
    ]
    both = [(rendition.width, rendition.height) for rendition in planned for _ in range(2)]
    assert made == [*both, both[-1]]
    assert all(side <= kept for side, kept in zip(made[-1], picture.image.size, strict=True))


def test_strips_leave_no_seam_and_no_shift():
    image = Image.new("RGBA", (6400, 2400), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 1200, 6400, 2400))
    small = images.read_picture(encoded(image)).image
    expected = Image.new("RGB", (3200, 1200), "white")
    expected.paste("blue", (0, 600, 3200, 1200))
    assert small.tobytes() == expected.tobytes()


def test_no_field_asks_for_more_than_a_large_picture_keeps():
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, PictureField)
    ]
    assert fields
    for field in fields:
        assert max(field.sizes) <= (images.LARGEST_SQUARE if field.square else images.LARGEST)


def test_photo_with_further_pictures_behind_it_is_read_as_the_jpeg_it_begins_with():
    photo = encoded(
        Image.new("RGB", (40, 20), "red"),
        "MPO",
        save_all=True,
        append_images=[Image.new("RGB", (8, 8), "blue")],
    )
    picture = images.read_picture(photo)
    assert picture.name.endswith("-40x20.jpg")
    assert picture.image.getpixel((20, 10)) == (254, 0, 0)
