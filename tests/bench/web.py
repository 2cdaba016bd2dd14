"""The rows that load the web server: the door, the pages, and answers that did not change."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from sqlalchemy import text

from eventapp.database import db, transaction
from tests.bench import asking
from tests.bench.load import SETTLE, Asked, Taken, contest
from tests.bench.servers import FLOOR, OURS, Server, wait_for
from tests.bench.site import Site
from tests.bench.table import Line, Target

DOOR = Target(rate=300, ratio=0.4, statements=3)
ANSWER = Target(rate=250, statements=6)
PUBLIC = Target(rate=250)
UNCHANGED = Target(rate=250, ratio=0.5)
AT_ONCE = 8
COUNTS = text(
    "SELECT (SELECT count(*) FROM scan WHERE result = 'welcome'),"
    " (SELECT count(*) FROM attendee WHERE checked_in_at IS NOT NULL)"
)

Running = dict[str, Server]


def door(sites: Sequence[Site]) -> Iterator[Line]:
    """Scan badges for the first time, one a request."""
    with servers(sites) as running:
        for at in (1, AT_ONCE, 32):
            rivals = {site: scans(site, server) for site, server in ours(sites, running)}
            floor = scans(sites[-1], running["floor"], checked=False)
            yield from lines("door: first scan", sites, rivals, floor, at, DOOR)


def answer_page(sites: Sequence[Site]) -> Iterator[Line]:
    """Show the page on which somebody answers."""
    yield from pages(sites, {"answer page": "/i/{token}/"}, ANSWER)


def event_page(sites: Sequence[Site]) -> Iterator[Line]:
    """Show what everyone may see."""
    yield from pages(
        sites, {"event page": "/{network}/{event}/", "network's year": "/{network}/"}, PUBLIC
    )


CALENDARS = {"event.ics": "/{network}/{event}/event.ics", "agenda.ics": "/{network}/agenda.ics"}


def calendars(sites: Sequence[Site]) -> Iterator[Line]:
    """Give the calendars."""
    yield from pages(sites, CALENDARS, PUBLIC)


def unchanged(sites: Sequence[Site]) -> Iterator[Line]:
    """Ask again for what did not change."""
    addresses = {"event page": "/{network}/{event}/", **CALENDARS}
    named = {f"{name}: 304": address for name, address in addresses.items()}
    yield from pages(sites, named, UNCHANGED, status=304)


def desk(sites: Sequence[Site]) -> Iterator[Line]:
    """Show an organiser the lists."""
    addresses = {
        "desk: year": "/desk/{network}/",
        "desk: event": "/desk/{network}/{event}/",
        "desk: answers": "/desk/{network}/{event}/answers",
        "desk: contacts": "/desk/{network}/contacts/",
        "desk: arrivals": "/desk/{network}/{event}/door/arrivals",
    }
    yield from pages(sites, addresses, Target(), organiser=True)


def pages(
    sites: Sequence[Site],
    addresses: dict[str, str],
    target: Target,
    *,
    status: int = 200,
    organiser: bool = False,
) -> Iterator[Line]:
    """Load addresses one after another; the floor does one SELECT."""
    with servers(sites) as running:
        for what, address in addresses.items():
            rivals = {}
            for site, server in ours(sites, running):
                path = asking.path(site, address)
                headers = asking.headers(site, server, path, organiser=organiser, status=status)
                rivals[site] = Asked(server, path, ("get", str(status)), headers)
            floor = Asked(running["floor"], "/")
            yield from lines(what, sites, rivals, floor, AT_ONCE, target)


def lines(
    what: str,
    sites: Sequence[Site],
    rivals: dict[Site, Asked],
    floor: Asked,
    at: int,
    target: Target,
) -> Iterator[Line]:
    """Let sites and floor compete, and give a line a site."""
    named = {str(site.size): asked for site, asked in rivals.items()}
    taken = contest({**named, "floor": floor}, at)
    for site, asked in rivals.items():
        own: Taken = taken[str(site.size)]
        yield Line(
            what=what,
            **site.line,
            at=at,
            rate=own.rate,
            floor=taken["floor"].rate,
            small=taken["few"].rate if site is not sites[0] else None,
            p50=own.p50,
            p99=own.p99,
            cpu=own.cpu,
            floor_cpu=taken["floor"].cpu,
            statements=asking.statements(site, asked),
            failed=own.failed,
            target=target if at == AT_ONCE else Target(rate=None, statements=target.statements),
        )


def scans(site: Site, server: Server, *, checked: bool = True) -> Asked:
    """Scan a site's badges in turn; afterwards as many scans are stored as were answered."""
    file = site.folder / "scans.txt"
    file.write_text("\n".join(site.seeded.scans) + "\n")
    return Asked(
        server,
        "/door/api/scans",
        ("scan", str(file)),
        before=partial(nobody_inside, site),
        after=partial(check_scans, site) if checked else lambda _answered, _at: None,
    )


def nobody_inside(site: Site) -> None:
    """Let everybody out again."""
    with site.app.app_context(), transaction() as session:
        session.execute(text("DELETE FROM scan"))
        session.execute(text("DELETE FROM floor_scan"))
        session.execute(
            text("UPDATE attendee SET checked_in_at = NULL WHERE checked_in_at IS NOT NULL")
        )


def check_scans(site: Site, answered: int, at: int) -> None:
    """Compare what was answered with what is stored; wrk leaves the last ones unread."""
    time.sleep(SETTLE)
    with site.app.app_context():
        stored, inside = db.session.execute(COUNTS).one()
        db.session.rollback()
    if not answered <= stored <= answered + at or stored != inside:
        raise AssertionError(f"{answered} welcomed, {stored} scans stored, {inside} inside")


@contextmanager
def servers(sites: Sequence[Site]) -> Iterator[Running]:
    """Run ours on each site, and the floor on the one with most rows."""
    applications = {str(site.size): (OURS, site) for site in sites}
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(Server(application, site.environ))
            for name, (application, site) in {**applications, "floor": (FLOOR, sites[-1])}.items()
        }
        for name, server in running.items():
            wait_for(server, "/" if name == "floor" else "/healthz")
        yield running


def ours(sites: Sequence[Site], running: Running) -> Iterator[tuple[Site, Server]]:
    """Pair each site with its server."""
    for site in sites:
        yield site, running[str(site.size)]
