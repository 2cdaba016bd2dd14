import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eventapp.formats import sheet
from eventapp.formats.sheet import Sheet, SheetError, SheetReason, read_rows, write_csv, write_xlsx

ROWS = [["Naam", "Plaats"], ["José Łukasz", "’s-Hertogenbosch"], ["Zoë", "Bergen op Zoom"]]
WESTERN = [["Naam", "Plaats"], ["José", "Curaçao"], ["Zoë", "Coördinatie één €"]]


def workbook(rows, name="Contacten"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def joined(rows, delimiter):
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


def refusal(data, filename):
    with pytest.raises(SheetError) as caught:
        read_rows(data, filename)
    return caught.value.reason


def test_xlsx_cells_read_as_people_see_them():
    data = workbook(
        [
            ["Naam", "Tel", "Datum"],
            ["José", 612345678.0, date(2027, 4, 15)],
            ["0612345678", 1.5, datetime(2027, 4, 15, 12, 30)],  # noqa: DTZ001
            [True, None, time(9, 5)],
        ]
    )

    assert read_rows(data, "Lijst.XLSX") == Sheet(
        "Contacten",
        [
            ["Naam", "Tel", "Datum"],
            ["José", "612345678", "2027-04-15"],
            ["0612345678", "1.5", "2027-04-15T12:30:00"],
            ["true", "", "09:05:00"],
        ],
    )


def test_empty_rows_and_columns_keep_their_place():
    book = openpyxl.Workbook()
    book.active.merge_cells("B3:D3")
    book.active["B3"] = "Titel"
    book.active["B5"] = "Naam"

    assert read_rows(saved(book), "a.xlsx").rows == [
        ["", ""],
        ["", ""],
        ["", "Titel"],
        ["", ""],
        ["", "Naam"],
    ]


def test_ods_is_read():
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{urn}:office:1.0"'
            f' xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
            '<office:spreadsheet><table:table table:name="Lijst"><table:table-row>'
            '<table:table-cell office:value-type="string"><text:p>Naam</text:p>'
            "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
            "</office:body></office:document-content>",
        )

    assert read_rows(out.getvalue(), "a.ods") == Sheet("Lijst", [["Naam"]])


def test_the_first_visible_sheet_with_something_on_it_is_read():
    book = openpyxl.Workbook()
    book.active.title = "Leeg"
    hidden = book.create_sheet("Verborgen")
    hidden.append(["geheim"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Lijst").append(["Naam"])

    assert read_rows(saved(book), "a.xlsx") == Sheet("Lijst", [["Naam"]])


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf_8", "utf_8_sig", "utf_16"])
def test_csv_is_read_in_any_usual_form(delimiter, encoding):
    data = joined(ROWS, delimiter).encode(encoding)

    assert read_rows(data, "lijst.csv") == Sheet("lijst", ROWS)


@pytest.mark.parametrize("encoding", ["cp1252", "utf_16_le", "utf_16_be"])
def test_csv_without_a_mark_is_read_by_what_it_looks_like(encoding):
    rows = [*WESTERN, *(["Annelies Jansen", "Roosendaal"] for _ in range(5))]

    assert read_rows(joined(rows, ";").encode(encoding), "lijst.csv").rows == rows


def test_csv_keeps_zeros_quotes_line_breaks_and_empty_rows():
    data = b'sep=;\r\nNaam;Tel\r\n"De Boer; ""Jan""\r\nzoon";0612\r\n\r\nkort\r\n'

    assert read_rows(data, "a.csv").rows == [
        ["Naam", "Tel"],
        ['De Boer; "Jan"\r\nzoon', "0612"],
        [],
        ["kort"],
    ]


def test_commas_in_the_text_do_not_hide_the_semicolon():
    data = b"Naam;Adres\nBerg, Jan;Straat 1, Breda\nBos, Ria;Weg 2, Goes\n"

    assert read_rows(data, "a.csv").rows[1] == ["Berg, Jan", "Straat 1, Breda"]


@pytest.mark.parametrize("name", ["lijst.csv", "lijst.txt", "lijst.xls"])
def test_a_workbook_is_read_under_another_name(name):
    assert read_rows(workbook(ROWS), name) == Sheet("Contacten", ROWS)


@pytest.mark.parametrize("name", ["lijst.xlsx", "lijst.xls", "lijst.ods"])
def test_a_csv_is_read_under_the_name_of_a_workbook(name):
    assert read_rows(joined(ROWS, ";").encode(), name) == Sheet("lijst", ROWS)


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [
        (b"x", "lijst.pdf", SheetReason.WRONG_EXTENSION),
        (b"x", "lijst", SheetReason.WRONG_EXTENSION),
        (b"x", "", SheetReason.WRONG_EXTENSION),
        (b"", "a.csv", SheetReason.EMPTY),
        (b"\xef\xbb\xbf", "a.csv", SheetReason.EMPTY),
        (b";;\r\n;;\r\n", "a.csv", SheetReason.EMPTY),
        (workbook([]), "a.xlsx", SheetReason.EMPTY),
        (b"not a workbook", "a.xlsx", SheetReason.NOT_A_SPREADSHEET),
        (b"<html><table>", "a.xls", SheetReason.NOT_A_SPREADSHEET),
        (b"\xef\xbb\xbf\r\n<table>", "a.csv", SheetReason.NOT_A_SPREADSHEET),
        (b"%PDF-1.4\n1 0 obj", "a.xlsx", SheetReason.NOT_A_SPREADSHEET),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "a.xlsx", SheetReason.NOT_A_SPREADSHEET),
        (b"PK\x03\x04 and more", "a.xlsx", SheetReason.NOT_A_SPREADSHEET),
        (workbook(ROWS)[:2000], "a.xlsx", SheetReason.NOT_A_SPREADSHEET),
        (sheet.OLE + b"\x00" * 600, "a.xls", SheetReason.NOT_A_SPREADSHEET),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "a.csv", SheetReason.NOT_A_SPREADSHEET),
        (b"x;y\r\n" * 50_001, "a.csv", SheetReason.TOO_LARGE),
        (b"x" * (sheet.BYTES_MAX + 1), "a.csv", SheetReason.TOO_LARGE),
        (sheet.OLE + b"\x00" * 600 + sheet.ENCRYPTED, "a.xlsx", SheetReason.PASSWORD),
    ],
)
def test_a_refused_file_says_why(data, filename, reason):
    assert refusal(data, filename) is reason


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lees.txt", "niets")

    assert refusal(out.getvalue(), "a.xlsx") is SheetReason.NOT_A_SPREADSHEET


@pytest.mark.parametrize("cell", ["XFD1048576", "A50001", "XFD1000"])
def test_a_small_file_that_unfolds_to_a_giant_one_hurts_nobody(cell):
    book = openpyxl.Workbook()
    book.active["A1"] = book.active[cell] = "x"

    assert refusal(saved(book), "a.xlsx") is SheetReason.TOO_LARGE


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_no_csv_bytes_make_it_raise_anything_else(data):
    with suppress(SheetError):
        read_rows(data, "a.csv")


HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "+31 6 1234 5678", "-3", "@SUM(A1)", "\t=1", "\n=1",
           "https://x.nl", "0612", "1e5", "é😀 \u202ex", "a\nb", "  = 1", "'x"]  # fmt: skip


def test_xlsx_text_stays_text_and_numbers_stay_numbers():
    data = write_xlsx("Antwoorden [2027]: a/b", ["Tekst", "Getal", "Dag"], [
        *([text, 3, date(2027, 4, 15)] for text in HOSTILE),
        [None, 2.5, datetime(2027, 4, 15, 12, 30)],  # noqa: DTZ001
    ])  # fmt: skip

    page = openpyxl.load_workbook(io.BytesIO(data)).active

    assert page.title == "Antwoorden 2027 a b"
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[1]] == ["Tekst", "Getal", "Dag"]
    assert [page.cell(row, 1).value for row in range(2, len(HOSTILE) + 2)] == HOSTILE
    assert {cell.data_type for cell in page["A"][:-1]} == {"s"}
    assert not any(cell.hyperlink for cell in page["A"])
    assert {cell.data_type for cell in page["B"][1:]} == {"n"}
    assert page["C2"].value == datetime(2027, 4, 15)  # noqa: DTZ001
    assert page["B16"].value == 2.5
    assert 10 <= page.column_dimensions["A"].width <= 55


def test_xlsx_gives_the_same_bytes_and_survives_any_title():
    for title in ("", "'", "x" * 40, "[]:*?/\\", "Lijst\n2"):
        assert write_xlsx(title, ["a"], [["b"]]) == write_xlsx(title, ["a"], [["b"]])


def test_our_own_xlsx_is_read_back():
    rows = [["José", "0612"], ["", "+31 6"], ["=1", "x"]]

    assert read_rows(write_xlsx("Lijst", ["Naam", "Tel"], rows), "a.xlsx") == Sheet(
        "Lijst", [["Naam", "Tel"], *rows]
    )


def test_csv_opens_well_in_excel_and_runs_nothing():
    data = write_csv(["Naam", "Aantal"], [[text, 3] for text in HOSTILE] + [[None, -1]])

    assert data.startswith(b"\xef\xbb\xbfNaam;Aantal\r\n")
    cells = [
        row[0]
        for row in csv.reader(io.StringIO(data.decode("utf_8_sig"), newline=""), delimiter=";")
    ]
    assert cells[1:] == [
        "'=1+1", "'=HYPERLINK(\"http://x\")", "+31 6 1234 5678", "-3", "'@SUM(A1)", "'\t=1",
        "'\n=1", "https://x.nl", "0612", "1e5", "é😀 \u202ex", "a\nb", "'  = 1", "'x", "",
    ]  # fmt: skip
    assert data.endswith(b";-1\r\n")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
@example([["+31-6-12345678", "+1+cmd|' /C calc'!A0"]])
def test_no_csv_cell_begins_like_a_formula(rows):
    data = write_csv(["a", "b"], rows).decode("utf_8_sig")

    for row in list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))[1:]:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "@"))
            assert cell[:1] not in "+-\t\r" or sheet.HARMLESS.fullmatch(cell) or not cell


@settings(max_examples=30)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_any_text_makes_a_workbook_that_opens(rows):
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx("x", ["a", "b"], rows))).active

    assert page.max_row == 1 or page.max_row <= len(rows) + 1
