import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.names import PersonName, clean_text, fold, split_family, split_name

NAMES = [
    ("Jan van der Berg", PersonName("Jan", "van der", "Berg")),
    ("Berg, Jan van der", PersonName("Jan", "van der", "Berg")),
    ("van der Berg, Jan", PersonName("Jan", "van der", "Berg")),
    ("Jan", PersonName("", "", "Jan")),
    ("", PersonName("", "", "")),
    ("Jan Peter Balkenende", PersonName("Jan Peter", "", "Balkenende")),
    ("Fatima el Amrani", PersonName("Fatima", "el", "Amrani")),
    ("Piet Op de Beeck", PersonName("Piet", "Op de", "Beeck")),
    ("Huub in 't Veld", PersonName("Huub", "in 't", "Veld")),
    ("Huub in ’t Veld", PersonName("Huub", "in ’t", "Veld")),
    ("Ria aan de Stegge", PersonName("Ria", "aan de", "Stegge")),
    ("Koos van 't Hof", PersonName("Koos", "van 't", "Hof")),
    ("Els v.d. Ven", PersonName("Els", "v.d.", "Ven")),
    ("Els v/d Ven", PersonName("Els", "v/d", "Ven")),
    ("JAN VAN DEN HEUVEL", PersonName("JAN", "VAN DEN", "HEUVEL")),
    ("Jan Van Damme", PersonName("Jan", "Van", "Damme")),
    ("Bas ter Horst", PersonName("Bas", "ter", "Horst")),
    ("Maria de la Cruz", PersonName("Maria", "de la", "Cruz")),
    ("Al Jansen", PersonName("Al", "", "Jansen")),
    ("van den Berg", PersonName("", "van den", "Berg")),
    ("Anna Jansen-de Boer", PersonName("Anna", "", "Jansen-de Boer")),
    ("Anna Jansen-van der Berg", PersonName("Anna", "", "Jansen-van der Berg")),
    ("Anna van Dijk-de Boer", PersonName("Anna", "van", "Dijk-de Boer")),
    ("Anna Jansen - de Boer", PersonName("Anna", "", "Jansen - de Boer")),
    ("Jean-Paul Sartre", PersonName("Jean-Paul", "", "Sartre")),
    ("Jan de", PersonName("Jan", "", "de")),
    (
        "Wilhelmina Petronella van Oldenbarnevelt-Łukaszewska",
        PersonName("Wilhelmina Petronella", "van", "Oldenbarnevelt-Łukaszewska"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_split_name_keeps_the_infix_apart(text, expected):
    assert split_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Berg", ("", "Berg")),
        ("van der Berg", ("van der", "Berg")),
        ("Berg, van der", ("van der", "Berg")),
        ("Jansen, Bakker", ("", "Jansen, Bakker")),
    ],
)
def test_split_family_takes_the_infix_from_either_end(text, expected):
    assert split_family(text) == expected


def test_full_name_puts_an_elided_article_against_the_family_name():
    assert PersonName("Louis", "d'", "Hondt").full == "Louis d'Hondt"
    assert PersonName("Huub", "in 't", "Veld").full == "Huub in 't Veld"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Łukasz  ØRSTED ", "lukasz orsted"),
        ("Straße Æsir œuvre", "strasse aesir oeuvre"),
        ("Zoë D’Hondt", "zoe d'hondt"),
        ("José‑Marie", "jose-marie"),
        ("ĲSSELSTEIN", "ijsselstein"),
    ],
)
def test_fold_removes_accents_and_case(text, expected):
    assert fold(text) == expected


def test_clean_text_keeps_emoji_and_drops_what_steers_a_terminal_or_a_header():
    assert clean_text("Jan\r\nBcc: x\x00\u202e \t 👩‍💻\ud800") == "Jan Bcc: x 👩‍💻"


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_text_is_one_stable_line_that_a_database_takes(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert cleaned.splitlines() in ([], [cleaned])
    cleaned.encode()


@given(st.text() | st.from_regex(r"[a-z]{1,5}( (van|de|'t|in|-|,|el)){0,4} [A-Z]?[a-z]{0,5}"))
def test_split_name_loses_no_letter(text):
    name = split_name(text)

    assert (
        sorted(name.full.replace(" ", ""))
        == sorted(clean_text(text).replace(" ", "").replace(",", ""))
        or "," in name.full
    )
    assert fold(split_name(name.full).full) == fold(name.full) or "," in name.full


@given(st.text(st.characters(codec="ascii")))
def test_plain_texts_are_folded_and_cleaned_as_all_others(text):
    beside_an_accent = f"é {text}"

    assert fold(beside_an_accent).split()[1:] == fold(text).split()
    assert clean_text(beside_an_accent).split()[1:] == clean_text(text).split()
