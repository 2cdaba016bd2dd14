"""A network's logo: whatever picture came in, a small clean PNG goes out."""

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

BYTES_MAX = 4 * 1024 * 1024
PIXELS_MAX = 40_000_000
HEIGHT, WIDTH_MAX = 96, 480  # twice what a page shows, for sharp screens
KINDS = ("PNG", "JPEG", "WEBP")


class LogoReason(StrEnum):
    """Why a file is no logo."""

    TOO_LARGE = "too_large"
    NO_PICTURE = "no_picture"


class LogoError(ValueError):
    """A file that cannot become a logo."""

    def __init__(self, reason: LogoReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Logo:
    """A PNG of HEIGHT pixels at most, and how wide it is."""

    png: bytes
    width: int
    height: int


def make(content: bytes) -> Logo:
    """Shrink a PNG, JPEG or WebP and leave out all it says about itself; raise LogoError."""
    from PIL import Image, ImageOps

    if len(content) > BYTES_MAX:
        raise LogoError(LogoReason.TOO_LARGE)
    try:
        with Image.open(BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise LogoError(LogoReason.TOO_LARGE)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except LogoError:
        raise
    except Image.DecompressionBombError as error:
        raise LogoError(LogoReason.TOO_LARGE) from error
    except Exception as error:  # a hostile file may raise anything
        raise LogoError(LogoReason.NO_PICTURE) from error
    picture.thumbnail((WIDTH_MAX, HEIGHT))
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), picture.width, picture.height)
