"""Any picture becomes a small clean PNG, and nothing else becomes one."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from eventapp.formats.logo import BYTES_MAX, HEIGHT, WIDTH_MAX, LogoError, LogoReason, make


def picture(kind: str, size: tuple[int, int], **extra: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#C2185B").save(out, kind, **extra)
    return out.getvalue()


def bomb() -> bytes:
    """Write a PNG that says it is as large as a football field, in a few hundred bytes."""
    content = bytearray(picture("PNG", (10, 10)))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "made"),
    [((600, 192), (300, HEIGHT)), ((4000, 100), (WIDTH_MAX, 12)), ((40, 40), (40, 40))],
)
def test_a_picture_becomes_a_png_that_fits(kind, size, made):
    logo = make(picture(kind, size))

    with Image.open(BytesIO(logo.png)) as again:
        assert (again.format, again.size) == ("PNG", made)
    assert (logo.width, logo.height) == made


def test_what_a_photo_says_of_its_maker_is_left_out():
    exif = Image.Exif()
    exif[0x013B] = "Annelies Hoekstra"

    logo = make(picture("JPEG", (200, 100), exif=exif))

    assert b"Annelies" not in logo.png


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", LogoReason.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", LogoReason.NO_PICTURE),
        (picture("PNG", (50, 50))[:60], LogoReason.NO_PICTURE),
        (picture("GIF", (50, 50)), LogoReason.NO_PICTURE),
        (b"x" * (BYTES_MAX + 1), LogoReason.TOO_LARGE),
        (bomb(), LogoReason.TOO_LARGE),
    ],
    ids=["empty", "svg", "cut off", "gif", "heavy", "bomb"],
)
def test_what_is_no_picture_is_refused(content, reason):
    with pytest.raises(LogoError) as refused:
        make(content)

    assert refused.value.reason is reason
