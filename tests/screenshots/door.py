"""The scanner in every state a volunteer can meet."""

from collections.abc import Iterator

from playwright.sync_api import Page
from sqlalchemy import func, select, update

from eventapp.database import db, transaction
from eventapp.models import Attendee, Event
from eventapp.rules.door import ScanResult
from eventapp.rules.rsvp import Place
from eventapp.services import badges
from tests.screenshots.camera import Camera, Look
from tests.screenshots.props import Props

NO_CODE = "ABCD EFGH IJKL MNOP QRST UVWX YZ"


def take(camera: Camera, props: Props, look: Look) -> None:
    """Keep the scanner idle, with each answer, with a search and without a connection."""
    with camera.open(look) as context:
        page = context.new_page()
        page.add_init_script(f"localStorage.setItem('door-token', '{props.device_token}')")
        _let_one_in(props.today)
        page.goto(camera.live.url(f"/door/?lang={look.language}"))
        page.locator("[data-scanner] [data-slot=expected]").filter(has_text="0").or_(
            page.locator("[data-code-form]")
        ).first.wait_for()
        camera.take(page, "door-idle", look)
        for result, code in _codes(props).items():
            _scan(page, code)
            page.locator(f"[data-verdict][data-result={result}]").wait_for()
            camera.take(page, f"door-{result.replace('_', '-')}", look)
            page.keyboard.press("Escape")
        _let_out_again(props.today)
        context.set_offline(True)
        _scan(page, NO_CODE)
        page.locator("[data-chip-icon=offline]").wait_for()
        camera.take(page, "door-offline", look)


def take_pairing(camera: Camera, props: Props, look: Look) -> None:
    """Keep the code that pairs a phone: it is shown once, to who asked for it."""
    with camera.open(look) as context:
        page = context.new_page()
        desk = f"/desk/{props.network.slug}/{props.today.slug}/door"
        page.goto(camera.live.url(f"{desk}?lang={look.language}"))
        page.locator("main [name=entrance]").fill("Zijingang")
        with page.expect_navigation():
            page.locator("main form:has([name=entrance]) button:not([name])").click()
        camera.take(page, "desk_door-pairing", look)


def _scan(page: Page, code: str) -> None:
    page.locator("#door-code").fill(code)
    page.locator("[data-code-form] button").click()


def _let_one_in(event: Event) -> None:
    """See to it that somebody is inside: before the event of today begins nobody is."""
    with transaction():
        if not _attendees(event, Place.CONFIRMED, inside=True):
            first = _attendees(event, Place.CONFIRMED, inside=False)[-1]
            first.checked_in_at, first.entrance = event.starts_at, "Zijingang"


def _let_out_again(event: Event) -> None:
    """Undo the welcome of the last picture, so that the next look finds somebody too."""
    with transaction() as session:
        latest = select(func.max(Attendee.checked_in_at)).where(Attendee.event_id == event.id)
        session.execute(
            update(Attendee)
            .where(Attendee.event_id == event.id, Attendee.checked_in_at == session.scalar(latest))
            .values(checked_in_at=None)
        )


def _codes(props: Props) -> dict[str, str]:
    """Find a badge for every answer."""
    with transaction():
        return dict(_badges(props.today, props.coming))


def _badges(today: Event, other: Event) -> Iterator[tuple[str, str]]:
    welcome, revoked, *_ = _attendees(today, Place.CONFIRMED, inside=False)
    yield ScanResult.WELCOME.value, badges.code_of(welcome)
    for result, event, place, inside in (
        (ScanResult.ALREADY_IN, today, Place.CONFIRMED, True),
        (ScanResult.WAITLISTED, today, Place.WAITLISTED, False),
        (ScanResult.NO_PLACE, today, Place.NONE, False),
        (ScanResult.OTHER_EVENT, other, Place.CONFIRMED, False),
    ):
        for person in _attendees(event, place, inside=inside)[:1]:
            badges.ensure(person)
            yield result.value, badges.code_of(person)
    yield ScanResult.REVOKED.value, badges.code_of(revoked)
    badges.renew(revoked)
    yield ScanResult.UNKNOWN.value, NO_CODE


def _attendees(event: Event, place: Place, *, inside: bool) -> list[Attendee]:
    present = Attendee.checked_in_at.is_not(None)
    return list(
        db.session.scalars(
            select(Attendee)
            .where(
                Attendee.event_id == event.id,
                Attendee.place == place,
                present if inside else ~present,
            )
            .order_by(Attendee.id)
            .limit(3)
        )
    )
