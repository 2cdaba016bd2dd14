"""The year on a real screen: no name stands on another, and any colours stay legible."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from eventapp.rules.access import Role
from tests.browser.chromium import check_accessibility, check_fits
from tests.browser.live import Live
from tests.factories import make_event, make_network, make_user

pytestmark = pytest.mark.browser

OVERLAP = """(names) => names.map((name) => {
    const range = document.createRange();
    range.selectNodeContents(name);
    const boxes = [...range.getClientRects()].filter((box) => box.width && box.height);
    return boxes.map(({left, right, top, bottom}) => [left, right, top, bottom]);
})"""


def make_year(network, *days: int) -> None:
    """Make an event on each of these days of this year."""
    begin = datetime(datetime.now(UTC).year, 1, 1, 12, tzinfo=UTC)
    for number, day in enumerate(days):
        starts_at = begin + timedelta(days=day)
        make_event(
            network,
            slug=f"bijeenkomst-{number}",
            title=("Nieuwjaarsontmoeting", "Arbeidsmarktbijeenkomst voor ambassadeurs")[number % 2],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            answer_before=None,
        )


@pytest.mark.parametrize(
    "days", [(20, 62, 104, 160, 265, 342), (300, 305, 312, 326, 340), (0, 3, 8, 360, 364)]
)
@pytest.mark.parametrize("width", [1200, 1440, 1920])
def test_no_name_stands_on_another(live: Live, desk: Page, days, width):
    network = make_network(slug="west-brabant")
    make_year(network, *days)
    desk.set_viewport_size({"width": width, "height": 900})

    desk.goto(live.url("/west-brabant/"))

    expect(desk.locator(".year-line__chart")).to_be_visible()
    names = desk.locator(".year-line__name").evaluate_all(OVERLAP)
    assert len(names) == len(days)
    for one, other in combinations(names, 2):
        for left, right, top, bottom in one:
            for left_2, right_2, top_2, bottom_2 in other:
                beside = right <= left_2 + 1 or right_2 <= left + 1
                above = bottom <= top_2 + 1 or bottom_2 <= top + 1
                assert beside or above, (days, width)
    check_fits(desk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["#FFE600", "#000000", "#FF00FF"])
def test_any_colours_of_a_network_pass_axe(live: Live, desk: Page, colour, scheme):
    network = make_network(slug="west-brabant", brand_colour=colour, accent_colour=colour)
    make_year(network, 20, 62, 342)
    make_event(network, slug="dank", kind="thank_you")
    desk.emulate_media(color_scheme=scheme)
    live.login(desk, make_user(network, Role.OWNER))

    for path in ("/west-brabant/", "/west-brabant/dank/", "/desk/west-brabant/",
                 "/desk/west-brabant/network/look/"):  # fmt: skip
        desk.goto(live.url(path))
        check_accessibility(desk)


def test_a_picked_colour_is_written_in_the_field(live: Live, desk: Page):
    network = make_network(slug="west-brabant")
    live.login(desk, make_user(network, Role.OWNER))
    desk.goto(live.url("/desk/west-brabant/network/look/"))

    desk.locator("input[type=color]").first.fill("#c2185b")
    expect(desk.get_by_label("Hoofdkleur").last).to_have_value("#C2185B")
    desk.get_by_role("button", name="Eerst bekijken").click()
    expect(desk.get_by_text("#C2185B leest slecht")).to_be_visible()
    desk.get_by_role("button", name="Kleuren opslaan").click()

    expect(desk.get_by_text("De kleuren zijn opgeslagen.")).to_be_visible()
    check_accessibility(desk)
