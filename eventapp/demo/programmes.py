"""The programmes of the invented events, in local time."""

from dataclasses import dataclass
from datetime import time

from eventapp.rules.event import ItemKind

BREAK, MEAL, SHOW = ItemKind.BREAK, ItemKind.MEAL, ItemKind.SHOW
TALK, VISIT, WORKSHOP = ItemKind.TALK, ItemKind.VISIT, ItemKind.WORKSHOP


@dataclass(frozen=True)
class DemoItem:
    """One part of a programme, in local time."""

    kind: ItemKind
    title: str
    begins: time
    ends: time
    room: str = ""
    speakers: tuple[str, ...] = ()


NEW_YEAR = (
    DemoItem(BREAK, "Ontvangst met koffie en oliebollen", time(15), time(15, 30), "Kantine"),
    DemoItem(
        TALK, "Wat wij dit jaar gaan proberen: drie werkgevers", time(15, 30), time(16, 15),
        "Loods 2", ("Tineke Adriaansen", "Ruud Schoonen", "Nadia el Amrani"),
    ),
    DemoItem(
        WORKSHOP, "Uw voornemen op één kaart", time(16, 15), time(17), "Loods 2",
        ("Sanne Verhagen",),
    ),
    DemoItem(MEAL, "Nieuwjaarsborrel met soep en brood", time(17), time(18), "Kantine"),
)  # fmt: skip

JOB_CARVING = (
    DemoItem(BREAK, "Ontvangst met koffie", time(15), time(15, 20), "De Hal"),
    DemoItem(
        TALK, "Van één vacature naar twee banen: een drukkerij", time(15, 20), time(15, 50),
        "De Ketel", ("Willem Janssen",),
    ),
    DemoItem(
        WORKSHOP, "Knip een functie uit uw eigen bedrijf in taken", time(15, 50), time(16, 50),
        "De Ketel", ("Sanne Verhagen", "Hakan Yılmaz"),
    ),
    DemoItem(
        TALK, "Wat betaalt wie? Vragen aan het servicepunt", time(16, 50), time(17, 15),
        "De Ketel", ("Joost Vermeulen",),
    ),
    DemoItem(MEAL, "Borrel met hapjes", time(17, 15), time(18), "De Hal"),
)  # fmt: skip

GUIDANCE = (
    DemoItem(BREAK, "Ontvangst met koffie", time(15), time(15, 20), "De Hal"),
    DemoItem(
        TALK, "De eerste honderd dagen van Bram", time(15, 20), time(16), "De Ketel",
        ("Lotte Brouwers", "Bram Goossens"),
    ),
    DemoItem(
        WORKSHOP, "Duidelijk uitleggen, in drie stappen", time(16), time(17), "De Zolder",
        ("Lotte Brouwers",),
    ),
    DemoItem(MEAL, "Borrel met hapjes", time(17), time(18), "De Hal"),
)  # fmt: skip

OPEN_DAY = (
    DemoItem(MEAL, "Ontvangst met lunch", time(12, 30), time(13, 15), "De Hal"),
    DemoItem(
        VISIT, "Op bezoek bij een bedrijf in de buurt", time(13, 15), time(14, 45),
        "Bussen vertrekken bij de poort",
    ),
    DemoItem(
        WORKSHOP, "Jobcarving: werk slim verdelen", time(15), time(16), "De Ketel",
        ("Sanne Verhagen",),
    ),
    DemoItem(
        WORKSHOP, "Uw eerste kandidaat", time(15), time(16), "De Zolder", ("Omar Idrissi",),
    ),
    DemoItem(
        WORKSHOP, "Een goede werkbegeleider", time(15), time(16), "De Kelder",
        ("Lotte Brouwers",),
    ),
    DemoItem(
        TALK, "Gesprek met vier werkgevers", time(16, 15), time(17), "De Hal",
        ("Henk-Jan de Wit", "Emine Çelik", "Piet Rombouts", "Agnieszka Kowalska"),
    ),
    DemoItem(MEAL, "Samen eten", time(17), time(18), "De Hal"),
)  # fmt: skip

SUMMER = (
    DemoItem(BREAK, "Ontvangst met limonade uit eigen tuin", time(15), time(15, 30), "Kas 1"),
    DemoItem(
        VISIT, "Rondgang over de kwekerij, in groepen van tien", time(15, 30), time(16, 30),
        "Kassen en buitenveld", ("Saskia 't Hart",),
    ),
    DemoItem(
        TALK, "Rust, ritme en een vaste plek", time(16, 30), time(17), "Kas 3",
        ("Saskia 't Hart", "Thijs Buijs"),
    ),
    DemoItem(MEAL, "Eten aan de lange tafel", time(17), time(18), "Boomgaard"),
)  # fmt: skip

EMPLOYERS_SPEAK = (
    DemoItem(BREAK, "Ontvangst met koffie", time(15), time(15, 30), "Foyer"),
    DemoItem(
        TALK, "Wat misging, en wat wij de tweede keer deden", time(15, 30), time(16, 15),
        "Grote zaal", ("Karin Bouwmeester", "Yusuf Demir", "Eline de Groot"),
    ),
    DemoItem(
        WORKSHOP, "Aan tafel: uw eigen vraag aan een collega", time(16, 15), time(17),
        "Grote zaal", ("Omar Idrissi",),
    ),
    DemoItem(MEAL, "Borrel met hapjes", time(17), time(18), "Foyer"),
)  # fmt: skip

THANKS = (
    DemoItem(BREAK, "Inloop met een drankje", time(17, 30), time(18), "Foyer"),
    DemoItem(MEAL, "Samen eten", time(18), time(19, 30), "Foyer"),
    DemoItem(
        TALK, "Twee verhalen van de werkvloer", time(19, 30), time(20), "Grote zaal",
        ("Fatima el Amrani", "Jan van der Berg"),
    ),
    DemoItem(SHOW, "Cabaret", time(20), time(21), "Grote zaal", ("Femke Nagtegaal",)),
    DemoItem(BREAK, "Napraten", time(21), time(21, 30), "Foyer"),
)  # fmt: skip
