"""The few pictures of README's tour, small enough to keep beside the code."""

from pathlib import Path

from PIL import Image

OUT = Path("docs/tour")
# The name in the tour, the picture it is made of, and its width.
PICTURES = (
    ("year", "desk-light-nl/desk_year-show", 900),
    ("event", "desk-light-nl/desk_event-show", 900),
    ("answers", "desk-light-nl/desk_answers-list", 900),
    ("arrivals", "desk-light-nl/desk_door-show", 900),
    ("answer", "phone-light-nl/answer-needs-action", 300),
    ("badge", "phone-light-nl/invitee_badge-show", 300),
    ("welcome", "phone-light-nl/door-welcome", 300),
    ("already-in", "phone-light-nl/door-already-in", 300),
)
COLOURS = 256


def make(source: Path, folder: Path) -> None:
    """Shrink the pictures of the tour to what a first screen shows of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture, width in PICTURES:
        with Image.open(source / f"{picture}.png") as whole:
            first = whole.crop((0, 0, whole.width, min(whole.height, _screen(whole.width))))
            small = first.convert("RGB").resize(
                (width, round(first.height * width / first.width)), Image.Resampling.LANCZOS
            )
            few = small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE)  # the drop stays yellow
            few.save(folder / f"{name}.png", optimize=True)


def _screen(width: int) -> int:
    """Give the height of the window a picture was taken in: a laptop's or a phone's."""
    return width * 900 // 1440 if width > 1000 else width * 844 // 390
