import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.sheet_columns import Columns, ColumnsProblem, Field, data_rows, find_columns


def columns_of(*header):
    found = find_columns([header])
    assert isinstance(found, Columns)
    return dict(found.columns)


def test_dutch_headers_are_known_in_any_case_spelling_and_punctuation():
    assert columns_of(
        " VOORNAAM ", "tussen-voegsel", "Achternaam:", "Bedrijfsnaam", "Plaats", "E-mail adres",
        "Tel.nr.", "Functie", "Ambassadeur?", "Label(s)", "Taal",
    ) == {
        Field.GIVEN_NAME: (0,),
        Field.INFIX: (1,),
        Field.FAMILY_NAME: (2,),
        Field.EMPLOYER: (3,),
        Field.TOWN: (4,),
        Field.EMAIL: (5,),
        Field.PHONE: (6,),
        Field.JOB_TITLE: (7,),
        Field.AMBASSADOR: (8,),
        Field.TAGS: (9,),
        Field.LANGUAGE: (10,),
    }  # fmt: skip


def test_english_headers_are_known():
    assert columns_of("Full Name", "Company", "City", "E-mail address", "Phone") == {
        Field.NAME: (0,),
        Field.EMPLOYER: (1,),
        Field.TOWN: (2,),
        Field.EMAIL: (3,),
        Field.PHONE: (4,),
    }


@pytest.mark.parametrize(
    ("header", "field", "place"),
    [
        (("Naam", "Bedrijf"), Field.NAME, 0),
        (("Voornaam", "Naam", "Bedrijf"), Field.FAMILY_NAME, 1),
        (("Naam", "Contactpersoon", "E-mail"), Field.EMPLOYER, 0),
        (("Naam", "Contactpersoon", "E-mail"), Field.NAME, 1),
        (("Naam", "Voornaam", "Achternaam"), Field.EMPLOYER, 0),
    ],
)
def test_a_bare_naam_means_what_the_other_columns_leave(header, field, place):
    assert columns_of(*header)[field] == (place,)


def test_the_header_is_found_below_merged_titles():
    rows = [
        ["Ambassadeursnetwerk West-Brabant", "", ""],
        ["", "", ""],
        ["Naam", "Organisatie", "Schoenmaat"],
        ["Jan van der Berg", "Bakkerij De Korenbloem", "43"],
    ]

    assert find_columns(rows) == Columns(
        2, {Field.NAME: (0,), Field.EMPLOYER: (1,)}, ignored=("Schoenmaat",)
    )


@pytest.mark.parametrize(
    "rows", [[], [[]], [["a", "b"]], [["Naam"]], [*[["x"]] * 20, ["Naam", "Bedrijf"]]]
)
def test_a_sheet_without_header_says_so(rows):
    assert find_columns(rows) is ColumnsProblem.NO_HEADER


def test_data_rows_keep_their_number_skip_empty_ones_and_survive_short_ones():
    rows = [
        ["Overzicht"],
        ["Naam", "Bedrijf", "Telefoon", "Mobiel"],
        ["Jan", "Bakkerij", "", " 06 12345678 "],
        ["", " ", ""],
        ["Piet"],
    ]
    columns = find_columns(rows)
    assert isinstance(columns, Columns)

    assert list(data_rows(rows, columns)) == [
        (3, {Field.NAME: "Jan", Field.EMPLOYER: "Bakkerij", Field.PHONE: "06 12345678"}),
        (5, {Field.NAME: "Piet", Field.EMPLOYER: "", Field.PHONE: ""}),
    ]


@given(st.lists(st.lists(st.text() | st.sampled_from(["Naam", "Bedrijf", "E-mail"]))))
def test_no_table_makes_it_raise(rows):
    columns = find_columns(rows)

    if isinstance(columns, Columns):
        assert all(len(cells) == len(columns.columns) for _, cells in data_rows(rows, columns))
