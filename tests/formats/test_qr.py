import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eventapp.formats.qr import matrix, png, svg

BADGE = "HTTPS://OLIEVLEK.NL/B/ABCDEFGHIJKLMNOPQRSTUVWXY4"
SVG = "{http://www.w3.org/2000/svg}"


def read(image):
    (found,) = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    return found


def test_png_is_read_back_at_level_m():
    image = Image.open(io.BytesIO(png(BADGE, scale=6)))

    found = read(image)

    assert found.text == BADGE
    assert found.ec_level == "M"
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert image.size == (6 * (29 + 8), 6 * (29 + 8))


def test_upper_case_makes_the_smaller_code():
    assert len(matrix(BADGE)) == 29 + 8
    assert len(matrix(BADGE.lower())) > len(matrix(BADGE))


def test_the_quiet_zone_is_four_white_modules():
    modules = np.array(matrix(BADGE))

    assert not modules[:4].any()
    assert not modules[-4:].any()
    assert not modules[:, :4].any()
    assert not modules[:, -4:].any()
    assert modules[4, 4]


def test_svg_draws_the_same_modules_by_attributes_only():
    root = ElementTree.fromstring(svg(BADGE))
    size = int(root.attrib["viewBox"].split()[-1])
    drawn = np.zeros((size, size), dtype=bool)
    ground, dark = root.findall(f"{SVG}path")
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark.attrib["d"]):
        drawn[int(y), int(x) : int(x) + int(length)] = True

    assert (drawn == np.array(matrix(BADGE))).all()
    assert "style" not in svg(BADGE)
    assert (ground.attrib["fill"], dark.attrib["fill"]) == ("#ffffff", "#000000")


def test_the_same_text_gives_the_same_bytes():
    assert png(BADGE) == png(BADGE)
    assert svg(BADGE) == svg(BADGE)


@pytest.mark.parametrize("text", ["https://olievlek.nl/door/pair/aé😀", "12345678901234567890"])
def test_other_texts_are_read_back(text):
    assert read(Image.open(io.BytesIO(png(text)))).text == text


@settings(max_examples=20)
@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=26, max_size=26))
def test_every_badge_code_is_read_back(code):
    text = f"HTTPS://OLIEVLEK.NL/B/{code}"

    assert read(Image.open(io.BytesIO(png(text, scale=4)))).text == text
