"""What templates can use beside their own values."""

from eventapp.web.templating import address


def test_an_address_may_break_after_its_at_sign_and_dots():
    assert address("jan.bos@bedrijf.example") == "jan.<wbr>bos@<wbr>bedrijf.<wbr>example"


def test_an_address_is_escaped():
    assert address("<b>@x") == "&lt;b&gt;@<wbr>x"
