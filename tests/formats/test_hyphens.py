import pytest

from eventapp.formats.hyphens import hyphenated


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Nieuwjaarsontmoeting", "nl", "Nieuw-jaars-ont-moe-ting"),
        ("Jobcarving in de praktijk", "nl", "Jobcar-ving in de praktijk"),
        ("Zomerbijeenkomst", "nl", "Zomer-bijeenkomst"),
        ("Nieuwjaarsbijeenkomsten", "nl", "Nieuw-jaars-bijeenkomsten"),
        ("Kijkdag 2027", "nl", "Kijkdag 2027"),
        ("Werkgever aan het woord", "fr", "Werkgever aan het woord"),
        ("Accessibility", "en", "Access-ib-ility"),
        ("A&B <script>", "nl", "A&B <script>"),
        ("", "nl", ""),
    ],
)
def test_only_long_words_get_soft_hyphens(text, language, shown):
    assert hyphenated(text, language).replace("\u00ad", "-") == shown
    assert hyphenated(text, language).replace("\u00ad", "") == text


def test_our_word_breaks_in_a_narrow_column_only():
    narrow = hyphenated("Bijeenkomst na de Zomerbijeenkomst", "nl", narrow=True)

    assert narrow.replace("\u00ad", "-") == "Bijeen-komst na de Zomer-bijeen-komst"
