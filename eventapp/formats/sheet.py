"""Spreadsheets: uploads read as rows of text, lists written so that no cell ever runs."""

import codecs
import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from eventapp.formats import sheet_child
from eventapp.rules.names import clean_text

Cell = str | int | float | bool | date | datetime | None

BYTES_MAX = 10 * 1024 * 1024
ROWS_MAX = 50_000
CELLS_MAX = 2_000_000
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
TEXTS = {".csv", ".txt"}
DELIMITERS = ";,\t|"
LOOK_AT_ROWS = 20
ENCODINGS = ["utf_8", "cp1252", "utf_16"]
BOMS = {
    codecs.BOM_UTF8: "utf_8_sig",
    codecs.BOM_UTF16_LE: "utf_16",
    codecs.BOM_UTF16_BE: "utf_16",
}
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
OTHER_TEXTS = ("<", "%PDF")  # pages of the web and PDFs, also under the name of a list
ENCRYPTED = "EncryptedPackage".encode("utf_16_le")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
HARMLESS = re.compile(r"\+\d[\d ()]*|-\d+([.,]\d+)?")
SHEET_NAME_MAX, CELL_MAX = 31, 32_767
WIDTH_MIN, WIDTH_MAX = 10, 50
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class SheetReason(StrEnum):
    """Why a file cannot be read."""

    WRONG_EXTENSION = "wrong_extension"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    PASSWORD = "password"  # noqa: S105 (a reason)


class SheetError(Exception):
    """Says why a file cannot be read."""

    def __init__(self, reason: SheetReason) -> None:
        """Keep the reason."""
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Sheet:
    """One sheet: row 0 is the first of the file, rows may differ in length."""

    name: str
    rows: list[list[str]]


def read_rows(data: bytes, filename: str) -> Sheet:
    """Read an .xlsx, .xls, .ods or .csv of at most 10 MB and 50,000 rows; raises SheetError."""
    extension = PurePath(filename).suffix.lower()
    if extension not in WORKBOOKS | TEXTS:
        raise SheetError(SheetReason.WRONG_EXTENSION)
    if len(data) > BYTES_MAX:
        raise SheetError(SheetReason.TOO_LARGE)
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetError(SheetReason.EMPTY)
    # files are often renamed: the bytes know better than the name
    is_book = data.startswith((ZIP, OLE))
    sheet = _read_workbook(data) if is_book else _read_csv(data, filename)
    if extension in WORKBOOKS and not is_book and max(map(len, sheet.rows), default=0) < 2:
        raise SheetError(SheetReason.NOT_A_SPREADSHEET)  # some text, no list
    if not any(cell.strip() for row in sheet.rows for cell in row):
        raise SheetError(SheetReason.EMPTY)
    return sheet


def write_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write one sheet with a frozen header; text never becomes a formula, link or number.

    Moments are given as naive clock times.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": clean_text(title), "created": CREATED})
        sheet = book.add_worksheet(_sheet_name(title))
        day = book.add_format({"num_format": "d-m-yyyy"})
        moment = book.add_format({"num_format": "d-m-yyyy hh:mm"})
        bold = book.add_format({"bold": True})
        widths = [WIDTH_MIN] * len(headers)
        for number, row in enumerate([headers, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, bool):
                    sheet.write_boolean(number, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                elif cell:
                    shown = _printable(cell)[:CELL_MAX]
                    sheet.write_string(number, column, shown, None if number else bold)
                if column < len(widths):
                    widths[column] = max(widths[column], min(len(str(cell)) + 2, WIDTH_MAX))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a list that Excel opens well: BOM, ``;``, CRLF, formulas defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in [headers, *rows]:
        writer.writerow([_defused(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _defused(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate; telephone numbers stay."""
    text = _printable(text)
    runs = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if runs and not HARMLESS.fullmatch(text) else text


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return "" if cell is None else str(cell)


def _printable(text: str) -> str:
    """Keep what a spreadsheet can hold: no control characters but tabs and plain line ends."""
    text = re.sub("\r\n?", "\n", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)


def _sheet_name(title: str) -> str:
    name = re.sub(r"[\[\]:*?/\\]", " ", clean_text(title))
    return " ".join(name.split())[:SHEET_NAME_MAX].strip("' ") or "Sheet"


def _read_workbook(data: bytes) -> Sheet:
    if data.startswith(OLE) and ENCRYPTED in data:
        raise SheetError(SheetReason.PASSWORD)
    answer = _ask_child(data)
    if "refused" in answer:
        raise SheetError(SheetReason(answer["refused"]))
    return Sheet(answer["name"], answer["rows"])


def _ask_child(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", sheet_child.__file__, str(ROWS_MAX), str(CELLS_MAX)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * sheet_child.SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": SheetReason.TOO_LARGE}
    if done.returncode != 0:
        return {"refused": SheetReason.TOO_LARGE}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _read_csv(data: bytes, filename: str) -> Sheet:
    text = _decode(data)
    if "\x00" in text or text.lstrip().startswith(OTHER_TEXTS):
        raise SheetError(SheetReason.NOT_A_SPREADSHEET)
    declared = text.split("\n", 1)[0].strip()
    if declared.startswith("sep=") and len(declared) == len("sep=") + 1:
        text, delimiter = text.partition("\n")[2], declared[-1]
    else:
        delimiter = _sniff(text)
    rows = _parse(text, delimiter, ROWS_MAX + 1)
    if len(rows) > ROWS_MAX or sum(map(len, rows)) > CELLS_MAX:
        raise SheetError(SheetReason.TOO_LARGE)
    return Sheet(PurePath(filename).stem, rows)


def _decode(data: bytes) -> str:
    """Decode by the mark at the start, else as UTF-8, else by what the bytes look like."""
    from charset_normalizer import from_bytes

    marked = next((name for bom, name in BOMS.items() if data.startswith(bom)), None)
    try:
        return data.decode(marked or _utf_16(data[:4096]) or "utf_8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=ENCODINGS).best()
        return str(best) if best is not None else data.decode("cp1252", errors="replace")


def _utf_16(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: of Western text nearly every other byte is zero."""
    if data[1::2].count(0) > len(data) // 3:
        return "utf_16_le"
    return "utf_16_be" if data[::2].count(0) > len(data) // 3 else None


def _sniff(text: str) -> str:
    """Choose the delimiter that cuts most of the first rows into the same number of cells."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(_parse(text, delimiter, LOOK_AT_ROWS)))


def _evenness(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)


def _parse(text: str, delimiter: str, rows_max: int) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [row for row, _ in zip(reader, range(rows_max), strict=False)]
    except csv.Error as error:
        raise SheetError(SheetReason.NOT_A_SPREADSHEET) from error
