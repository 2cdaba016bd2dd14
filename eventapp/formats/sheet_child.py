"""Reads a spreadsheet in a process of its own: a hostile file ends that process and no other.

A small file with one cell in the last row of the last column makes the reader ask for 500 GB and
abort. Run as a file, bytes on stdin, JSON on stdout; imports nothing of ours.
"""

import contextlib
import io
import json
import sys
from datetime import date, datetime, time

MEMORY = 2 << 30
SECONDS = 30


def read(data: bytes, *, rows_max: int, cells_max: int) -> dict[str, object]:
    """Read the first visible sheet that holds something; the answer is one for JSON."""
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        for about in workbook.sheets_metadata:
            if about.visible is not calamine.SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            height, width = (last + 1 for last in sheet.end or (-1, -1))
            if height > rows_max or height * width > cells_max:
                return {"refused": "too_large"}
            rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if any(cell.strip() for row in rows for cell in row):
                return {"name": about.name, "rows": rows}
    except calamine.PasswordError:
        return {"refused": "password"}
    except (calamine.CalamineError, ValueError, OverflowError):
        return {"refused": "not_a_spreadsheet"}
    return {"refused": "empty"}


def text(cell: object) -> str:
    """Write a cell as a person reads it: whole numbers whole, dates as ISO 8601."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.timetz() == time(0)
        return (cell.date() if midnight else cell).isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def limit() -> None:
    """Bound memory and time where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit()
    answer = read(sys.stdin.buffer.read(), rows_max=int(sys.argv[1]), cells_max=int(sys.argv[2]))
    sys.stdout.write(json.dumps(answer))
