"""QR codes, the same bytes for the same text; level M, quiet zone of four modules."""

from io import BytesIO
from itertools import groupby

QUIET = 4


def png(text: str, *, scale: int = 8) -> bytes:
    """Draw a QR in black and white, ``scale`` pixels a module."""
    from PIL import Image

    modules = matrix(text)
    size = len(modules)
    image = Image.new("1", (size, size), 1)
    image.putdata([0 if dark else 1 for row in modules for dark in row])
    out = BytesIO()
    image.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def svg(text: str) -> str:
    """Draw a QR as one path on a white ground; its size is left to the style sheet."""
    modules = matrix(text)
    size = len(modules)
    path = "".join(_run(x, y, length) for y, row in enumerate(modules) for x, length in _runs(row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        ' shape-rendering="crispEdges">'
        f'<path fill="#ffffff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="#000000" d="{path}"/></svg>'
    )


def matrix(text: str) -> list[list[bool]]:
    """Give the modules row by row, quiet zone included; True is dark.

    A text of capitals, digits and ``$%*+-./:`` gets the small alphanumeric mode.
    """
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode
    from qrcode.util import QRData

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(QRData(text.encode()), optimize=0)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Give start and length of each dark stretch."""
    runs, start = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((start, length))
        start += length
    return runs


def _run(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}v1h-{length}z"
