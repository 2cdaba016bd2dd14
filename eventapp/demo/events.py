"""The invented events of two years, with their programmes."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from eventapp.rules.event import EventKind, ItemKind


@dataclass(frozen=True)
class DemoItem:
    """One part of a programme, in local time."""

    kind: ItemKind
    title: str
    begins: time
    ends: time
    room: str = ""
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoEvent:
    """One gathering, in local time."""

    key: str
    kind: EventKind
    title: str
    introduction: str
    venue: tuple[str, str, str]
    month: int
    day: int
    begins: time
    ends: time
    capacity: int
    companions_max: int
    invited: int
    items: tuple[DemoItem, ...]


GIST = ("De Gistfabriek", "Kade 14, 4703 GD", "Roosendaal")
KADE = ("Theater De Kade", "Markt 3, 4811 XP", "Breda")
LOODS = ("De Suikerloods", "Havenweg 8, 4611 RN", "Bergen op Zoom")
TUIN = ("Kwekerij Markdal", "Molenpad 21, 4904 ZG", "Oosterhout")

MEETING_PROGRAMME = (
    DemoItem(ItemKind.BREAK, "Ontvangst met koffie", time(15), time(15, 30), "Foyer"),
    DemoItem(
        ItemKind.TALK, "Het verhaal van een collega-werkgever", time(15, 30), time(16, 15),
        "Grote zaal", ("Omar Idrissi",),
    ),
    DemoItem(ItemKind.WORKSHOP, "Aan tafel: uw eigen vraag", time(16, 15), time(17), "Grote zaal"),
    DemoItem(ItemKind.MEAL, "Borrel met hapjes", time(17), time(18), "Foyer"),
)  # fmt: skip

EVENTS = (
    DemoEvent(
        "nieuwjaar", EventKind.NETWORK_MEETING, "Nieuwjaarsontmoeting",
        "Samen het jaar in. U hoort wat collega-werkgevers dit jaar van plan zijn, "
        "en u vertelt wat u zelf gaat proberen.",
        LOODS, 1, 21, time(15), time(18), 80, 1, 130, MEETING_PROGRAMME,
    ),
    DemoEvent(
        "jobcarving", EventKind.NETWORK_MEETING, "Jobcarving in de praktijk",
        "Werk slim verdelen, zodat er een baan ontstaat voor iemand die anders thuis zit. "
        "Twee bedrijven laten zien hoe zij het deden.",
        GIST, 3, 4, time(15), time(18), 60, 1, 110, MEETING_PROGRAMME,
    ),
    DemoEvent(
        "kijkdag", EventKind.B2B_DAY, "Kijkdag",
        "**Een werkgever neemt iets makkelijker over van een andere werkgever.** Daarom openen "
        "acht bedrijven hun deuren.\n\nU loopt mee, stelt uw vragen en hoort wat het oplevert. "
        "Vooraf is er lunch, na afloop eten we samen.",
        GIST, 4, 15, time(12, 30), time(18), 90, 1, 171,
        (
            DemoItem(ItemKind.MEAL, "Ontvangst met lunch", time(12, 30), time(13, 15), "De Hal"),
            DemoItem(ItemKind.VISIT, "Op bezoek bij een bedrijf", time(13, 15), time(14, 45)),
            DemoItem(
                ItemKind.WORKSHOP, "Jobcarving: werk slim verdelen", time(15), time(16),
                "De Ketel", ("Sanne Verhagen",),
            ),
            DemoItem(
                ItemKind.WORKSHOP, "Uw eerste kandidaat", time(15), time(16),
                "De Zolder", ("Omar Idrissi",),
            ),
            DemoItem(
                ItemKind.WORKSHOP, "Een goede werkbegeleider", time(15), time(16),
                "De Kelder", ("Lotte Brouwers",),
            ),
            DemoItem(
                ItemKind.TALK, "Gesprek met vier werkgevers", time(16, 15), time(17),
                "De Hal", ("Henk-Jan de Wit",),
            ),
            DemoItem(ItemKind.MEAL, "Samen eten", time(17), time(18), "De Hal"),
        ),
    ),
    DemoEvent(
        "zomer", EventKind.NETWORK_MEETING, "Zomerbijeenkomst",
        "Buiten, tussen de planten. U ziet hoe een kwekerij werkt met mensen die rust nodig "
        "hebben, en u praat bij aan een lange tafel.",
        TUIN, 6, 10, time(15), time(18), 70, 2, 120, MEETING_PROGRAMME,
    ),
    DemoEvent(
        "werkgever", EventKind.NETWORK_MEETING, "Werkgever aan het woord",
        "Drie werkgevers vertellen wat misging, en wat zij de tweede keer anders deden.",
        LOODS, 9, 23, time(15), time(18), 60, 1, 115, MEETING_PROGRAMME,
    ),
    DemoEvent(
        "bedankt", EventKind.THANK_YOU, "Bedankt voor die banen",
        "Een avond voor u. Met eten, muziek en een cabaretier. Zonder regels en presentaties.",
        KADE, 12, 9, time(17, 30), time(21, 30), 150, 1, 160,
        (
            DemoItem(ItemKind.BREAK, "Inloop met een drankje", time(17, 30), time(18), "Foyer"),
            DemoItem(ItemKind.MEAL, "Samen eten", time(18), time(19, 30), "Foyer"),
            DemoItem(
                ItemKind.TALK, "Twee verhalen van de werkvloer", time(19, 30), time(20),
                "Grote zaal", ("Fatima el Amrani", "Jan van der Berg"),
            ),
            DemoItem(ItemKind.SHOW, "Cabaret", time(20), time(21), "Grote zaal"),
            DemoItem(ItemKind.BREAK, "Napraten", time(21), time(21, 30), "Foyer"),
        ),
    ),
)  # fmt: skip


def dates(year: int, today: date | None = None) -> dict[str, date]:
    """Give each event of a year its date; with ``today``, one meeting is today.

    The thank-you evening is always still to come, so that there is something to invite to.
    """
    found = {event.key: _on_weekday(date(year, event.month, event.day)) for event in EVENTS}
    if today is not None:
        meetings = [event.key for event in EVENTS if event.kind is EventKind.NETWORK_MEETING]
        nearest = min(meetings, key=lambda key: abs(found[key] - today))
        found[nearest] = today
        if found["kijkdag"] == today:
            found["kijkdag"] = today - timedelta(days=7)
        found["bedankt"] = max(found["bedankt"], _on_weekday(today + timedelta(days=14)))
    return found


def _on_weekday(day: date) -> date:
    """Move a Saturday or Sunday to the Thursday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4) + 1) if day.weekday() > 4 else day
