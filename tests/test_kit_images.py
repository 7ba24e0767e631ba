"""Uploaded pictures: sound ones are turned, stripped and rendered, hostile ones refused."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from portal.kit import images
from portal.kit.fields import PictureFormField
from researchers.models import Researcher
from tests.factories import make_researcher


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def halves(width: int = 40, height: int = 20) -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def claims(width: int, height: int) -> bytes:
    """A small PNG that says it is large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


DAMAGED = (
    "The picture is damaged or cut off. Open it in an image program, save it again and upload "
    "the new file."
)
NO_PICTURE = (
    "This is not a picture that can be read. Save it as PNG, JPEG, WebP or AVIF and try again "
    "(SVG and HEIC are not taken)."
)
BOMB = (
    "The picture claims far more pixels than the 40 million that are taken. Scale it down and try "
    "again."
)
TOO_MANY = "at most 40 million are taken. Scale it down and try again."
JPEG = encoded(halves(400, 300), "JPEG")
REFUSED = {
    "empty": (b"", NO_PICTURE),
    "text": (b"I am no picture at all, whatever I am called.", NO_PICTURE),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NO_PICTURE),
    "html": (b"<!doctype html><script>alert(1)</script>", NO_PICTURE),
    "tiff": (encoded(halves(), "TIFF"), NO_PICTURE),
    "ps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_PICTURE),
    "cut off": (JPEG[: len(JPEG) // 2], DAMAGED),
    "cut off in its header": (encoded(halves())[:20], DAMAGED),
    "fifty megapixels": (claims(10_000, 5_000), f"The picture has 10000 × 5000 pixels; {TOO_MANY}"),
    "bomb": (claims(60_000, 60_000), BOMB),
    "too many bytes": (
        b"x" * (images.MAX_BYTES + 1),
        "The file has 21 MB; at most 20 MB are taken. Save it smaller and try again.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_no_sound_picture_is_refused_with_a_sentence(name):
    data, sentence = REFUSED[name]
    with pytest.raises(images.UnreadableImage) as refused:
        images.read_picture(data)
    assert str(refused.value) == sentence


SAMPLES = [encoded(halves(), form) for form in ("PNG", "JPEG", "WEBP", "AVIF", "GIF")]


@given(st.sampled_from(SAMPLES), st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
def test_damaged_bytes_give_a_picture_or_a_sentence(data, place, bytes_):
    place %= len(data)
    damaged = data[:place] + bytes_ + data[place + len(bytes_) :]
    try:
        picture = images.read_picture(damaged)
    except images.UnreadableImage:
        return
    assert picture.image.mode == "RGB"
    assert len(list(images.render(picture, (8,), square=False))) == 3


MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "JPEG": ["1", "L", "RGB", "CMYK"],
    "WEBP": ["L", "LA", "P", "RGB", "RGBA"],
    "AVIF": ["L", "LA", "P", "RGB", "RGBA"],
    "GIF": ["1", "L", "P", "RGB", "RGBA"],
}


@pytest.mark.parametrize(("form", "mode"), [(form, mode) for form in MODES for mode in MODES[form]])
def test_picture_of_any_mode_is_rendered_in_rgb(form, mode):
    picture = images.read_picture(encoded(Image.new(mode, (10, 10)), form))
    assert picture.image.mode == "RGB"
    assert len(list(images.render(picture, (4,), square=True))) == 3


def test_picture_is_named_by_its_content_and_size():
    data = encoded(halves())
    picture = images.read_picture(data)
    assert picture.name.endswith("-40x20.png")
    assert picture.name == images.read_picture(data).name
    assert picture.name != images.read_picture(encoded(halves(42))).name
    assert images.size_from_name(picture.name) == (40, 20)
    assert images.size_from_name("logo.png") == (0, 0)
    assert picture.original == data


def test_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    picture = images.read_picture(encoded(halves(), "JPEG", exif=exif, quality=95))
    assert picture.image.size == (20, 40)
    red, _, blue = picture.image.getpixel((10, 5))
    assert red > 200
    assert blue < 50


def test_sixteen_bit_grey_keeps_its_tone():
    image = Image.new("I;16", (4, 4), 0x8000)
    assert images.read_picture(encoded(image)).image.getpixel((1, 1)) == (128, 128, 128)


def test_clear_parts_become_white():
    image = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert images.read_picture(encoded(image)).image.getpixel((1, 1)) == (255, 255, 255)


def test_renditions_carry_nothing_of_the_original_but_its_pixels():
    exif = Image.Exif()
    exif[0x010E] = "secret"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(
        halves(), "JPEG", exif=exif, comment=b"secret", xmp=b"<x>secret</x>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )  # fmt: skip
    assert b"secret" in data
    for _, rendition in images.render(images.read_picture(data), (8, 16), square=False):
        assert b"secret" not in rendition
        opened = Image.open(io.BytesIO(rendition))
        assert dict(opened.getexif()) == {}
        assert "icc_profile" not in opened.info


def test_broken_colour_profile_does_not_spoil_the_picture():
    data = encoded(halves(), "JPEG", icc_profile=b"broken" * 40)
    assert len(list(images.render(images.read_picture(data), (8,), square=False))) == 3


@pytest.mark.parametrize(
    ("size", "sizes", "square", "planned"),
    [
        ((1000, 500), (160, 320), False, [(160, 80), (320, 160)]),
        ((500, 1000), (160, 320), False, [(80, 160), (160, 320)]),
        ((200, 100), (160, 320, 640), False, [(160, 80), (200, 100)]),
        ((1000, 500), (96, 300), True, [(96, 96), (300, 300)]),
        ((200, 100), (96, 300, 600), True, [(96, 96), (100, 100)]),
        ((40_000, 1), (160,), False, [(160, 1)]),
    ],
)
def test_renditions_are_planned_and_never_scaled_up(size, sizes, square, planned):
    found = images.plan(*size, sizes, square=square)
    assert [(rendition.width, rendition.height) for rendition in found] == planned


def test_renditions_have_the_planned_sizes_and_formats():
    picture = images.read_picture(JPEG)
    stem = picture.name.removesuffix(".jpg")
    made = {
        name: (Image.open(io.BytesIO(data)).format, Image.open(io.BytesIO(data)).size)
        for name, data in images.render(picture, (100, 200), square=False)
    }
    assert made == {
        f"pictures/{stem}/100x75.avif": ("AVIF", (100, 75)),
        f"pictures/{stem}/100x75.webp": ("WEBP", (100, 75)),
        f"pictures/{stem}/200x150.avif": ("AVIF", (200, 150)),
        f"pictures/{stem}/200x150.webp": ("WEBP", (200, 150)),
        f"pictures/{stem}/200x150.jpg": ("JPEG", (200, 150)),
    }


# The field


def upload(data: bytes, name: str = "me.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


@pytest.mark.parametrize(
    "name", [name for name in REFUSED if name not in {"empty", "too many bytes"}]
)
def test_form_field_says_why_it_refuses(name):
    data, sentence = REFUSED[name]
    with pytest.raises(ValidationError) as refused:
        PictureFormField().clean(upload(data))
    assert refused.value.messages == [sentence]


def test_form_field_refuses_too_many_bytes_before_reading_them():
    with pytest.raises(ValidationError) as refused:
        PictureFormField().clean(upload(b"x" * (images.MAX_BYTES + 1)))
    assert refused.value.messages == ["The file has 21 MB; at most 20 MB are taken."]


@pytest.mark.django_db
def test_saved_picture_keeps_its_original_apart_from_its_renditions(client):
    data = encoded(halves(400, 300))
    ada = make_researcher()
    ada.portrait = upload(data, "../../etc/passwd.png")
    ada.save()
    ada = Researcher.objects.get(pk=ada.pk)
    assert images.size_from_name(ada.portrait.name) == (400, 300)
    with storages["originals"].open(ada.portrait.name) as original:
        assert original.read() == data
    assert client.get(f"/media/{ada.portrait.name}").status_code == 404
    assert client.get(f"/originals/{ada.portrait.name}").status_code == 404
    stem = ada.portrait.name.removesuffix(".png")
    assert ada.portrait.url == f"/media/pictures/{stem}/300x300.jpg"
    assert sorted(default_storage.listdir(f"pictures/{stem}")[1]) == [
        "300x300.avif", "300x300.jpg", "300x300.webp", "96x96.avif", "96x96.webp",
    ]  # fmt: skip


@pytest.mark.django_db
def test_same_picture_of_two_people_is_kept_once():
    data = encoded(halves(400, 300))
    people = [make_researcher(), make_researcher()]
    for person in people:
        person.portrait = upload(data, f"{person.slug}.png")
        person.save()
    assert people[0].portrait.name == people[1].portrait.name
    assert storages["originals"].listdir("")[1] == [people[0].portrait.name]
