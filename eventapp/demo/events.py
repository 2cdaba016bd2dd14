"""The invented events of two years, and on which days they are."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from eventapp.demo import programmes
from eventapp.demo.programmes import DemoItem
from eventapp.rules.event import EventKind


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

THIS_YEAR = (
    DemoEvent(
        "nieuwjaar", EventKind.NETWORK_MEETING, "Nieuwjaarsontmoeting",
        "Samen het jaar in. U hoort wat collega-werkgevers dit jaar van plan zijn, "
        "en u vertelt wat u zelf gaat proberen.",
        LOODS, 1, 21, time(15), time(18), 80, 1, 130, programmes.NEW_YEAR,
    ),
    DemoEvent(
        "voorjaar", EventKind.NETWORK_MEETING, "Jobcarving in de praktijk",
        "Werk slim verdelen, zodat er een baan ontstaat voor iemand die anders thuis zit. "
        "Twee bedrijven laten zien hoe zij het deden.",
        GIST, 3, 4, time(15), time(18), 60, 1, 110, programmes.JOB_CARVING,
    ),
    DemoEvent(
        "kijkdag", EventKind.B2B_DAY, "Kijkdag",
        "**Een werkgever neemt iets makkelijker over van een andere werkgever.** Daarom openen "
        "acht bedrijven hun deuren.\n\nU loopt mee, stelt uw vragen en hoort wat het oplevert. "
        "Vooraf is er lunch, na afloop eten we samen.",
        GIST, 4, 15, time(12, 30), time(18), 90, 1, 171, programmes.OPEN_DAY,
    ),
    DemoEvent(
        "zomer", EventKind.NETWORK_MEETING, "Zomerbijeenkomst",
        "Buiten, tussen de planten. U ziet hoe een kwekerij werkt met mensen die rust nodig "
        "hebben, en u praat bij aan een lange tafel.",
        TUIN, 6, 10, time(15), time(18), 70, 2, 120, programmes.SUMMER,
    ),
    DemoEvent(
        "najaar", EventKind.NETWORK_MEETING, "Werkgever aan het woord",
        "Drie werkgevers vertellen wat misging, en wat zij de tweede keer anders deden.",
        LOODS, 9, 23, time(15), time(18), 60, 1, 115, programmes.EMPLOYERS_SPEAK,
    ),
    DemoEvent(
        "bedankt", EventKind.THANK_YOU, "Bedankt voor die banen",
        "Een avond voor u. Met eten, muziek en een cabaretier. Zonder regels en presentaties.",
        KADE, 12, 9, time(17, 30), time(21, 30), 150, 1, 160, programmes.THANKS,
    ),
)  # fmt: skip

OTHER_LAST_YEAR: dict[str, dict[str, Any]] = {
    "voorjaar": {
        "title": "Begeleiden op de werkvloer",
        "introduction": "Hoe legt u werk uit aan iemand die anders leert? Een werkbegeleider en "
        "zijn collega vertellen over hun eerste honderd dagen.",
        "items": programmes.GUIDANCE,
        "capacity": 50,
        "invited": 90,
    },
    "kijkdag": {"venue": LOODS, "capacity": 80, "invited": 150},
    "zomer": {"title": "Zomerborrel tussen de planten", "invited": 105},
}
LAST_YEAR = tuple(replace(event, **OTHER_LAST_YEAR.get(event.key, {})) for event in THIS_YEAR)


def dates(year: int, today: date | None = None) -> dict[str, date]:
    """Give each event of a year its date; with ``today``, one meeting is today.

    The thank-you evening is always still to come, so that there is something to invite to.
    """
    found = {event.key: _on_weekday(date(year, event.month, event.day)) for event in THIS_YEAR}
    if today is not None:
        meetings = [event.key for event in THIS_YEAR if event.kind is EventKind.NETWORK_MEETING]
        nearest = min(meetings, key=lambda key: abs(found[key] - today))
        found[nearest] = today
        if found["kijkdag"] == today:
            found["kijkdag"] = today - timedelta(days=7)
        found["bedankt"] = max(found["bedankt"], _thank_you_after(today))
    return found


def _thank_you_after(today: date) -> date:
    """Put the evening two weeks ahead: in the same year, as long as the year has two days left."""
    ahead, last_day = _on_weekday(today + timedelta(days=14)), date(today.year, 12, 31)
    return last_day if today + timedelta(days=2) <= last_day < ahead else ahead


def _on_weekday(day: date) -> date:
    """Move a Saturday or Sunday to the Thursday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4) + 1) if day.weekday() > 4 else day
