"""A camera for tests: a video in which badges are held before the lens, for `chromium.camera`."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from eventapp.formats import qr

SIZE = (640, 480)
FRAMES_A_SECOND = 10  # Chromium plays MJPEG at its own pace and begins anew at the end
WALL = (64, 66, 60)


def make_video(file: Path, texts: Sequence[str | None], *, seconds: float = 1.0) -> Path:
    """Write a film that shows each text as a QR code for so long; None is an empty wall."""
    frames = [frame(text) for text in texts for _ in range(int(seconds * FRAMES_A_SECOND))]
    file.write_bytes(b"".join(frames))
    return file


def frame(text: str | None) -> bytes:
    """Draw one picture, as JPEG."""
    picture = Image.new("RGB", SIZE, WALL)
    if text is not None:
        code = photo(text)
        picture.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def photo(text: str, *, scale: int = 7) -> Image.Image:
    """Draw a QR code as a camera sees it: grey, and a little crooked."""
    drawn = Image.open(BytesIO(qr.png(text, scale=scale))).convert("RGB")
    return drawn.rotate(4, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")
