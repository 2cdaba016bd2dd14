"""Invented employers and the people who work there."""

from dataclasses import dataclass
from random import Random

from eventapp.rules.names import PersonName, fold
from eventapp.rules.slugs import slugify

EMPLOYERS = 160
CONTACTS = 400
AMBASSADORS = 60

TOWNS = (
    "Roosendaal", "Breda", "Bergen op Zoom", "Oosterhout", "Etten-Leur", "Moerdijk", "Zundert",
    "Steenbergen", "Halderberge", "Rucphen", "Woensdrecht", "Zevenbergen", "Drimmelen",
    "Altena", "Geertruidenberg", "Alphen-Chaam",
)  # fmt: skip
FAMILIES = (
    ("", "Aydin"), ("van der", "Berg"), ("", "Bouwmeester"), ("", "Brouwers"), ("", "Demir"),
    ("", "Dijkstra"), ("de", "Groot"), ("'t", "Hart"), ("", "Idrissi"), ("", "Janssen"),
    ("van", "Loon"), ("", "Maas"), ("", "Mensah"), ("", "Nagtegaal"), ("", "Oomen"),
    ("", "Peeters"), ("", "Quirijnen"), ("", "Rombouts"), ("", "Smulders"), ("", "Timmermans"),
    ("", "Uytdehaage"), ("", "Verhagen"), ("de", "Wit"), ("", "Yılmaz"), ("van", "Zundert"),
    ("van den", "Heuvel"), ("el", "Amrani"), ("", "Kowalska"), ("", "Łukaszewski"),
    ("van de", "Ven"), ("", "Buijs"), ("", "Martens"), ("", "Goossens"), ("ter", "Horst"),
    ("", "Vermeulen"), ("", "Hoekstra"), ("", "Çelik"), ("", "Adriaansen"), ("van", "Gils"),
    ("", "Schoonen"),
)  # fmt: skip
GIVEN = (
    "Nermin", "Jan", "Karin", "Lotte", "Yusuf", "Wietske", "Eline", "Saskia", "Omar", "Willem",
    "Fatima", "Henk-Jan", "Sanne", "Pieter", "Bram", "Tineke", "Noor", "Ricardo", "Marieke",
    "Joost", "Annelies", "Mirjam", "Ahmed", "Zoë", "Björn", "Agnieszka", "Emine", "Thijs",
    "Chantal", "Ruud", "Femke", "Hakan", "Ingrid", "Kees", "Lieke", "Mehmet", "Nadia", "Piet",
    "Roos", "Stijn",
)  # fmt: skip
TRADES = (
    ("Bakkerij {}", "voeding"), ("Kwekerij {}", "groen"), ("{} Transport", "logistiek"),
    ("Installatiebedrijf {}", "techniek"), ("{} Schoonmaak", "schoonmaak"),
    ("Drukkerij {}", "maakindustrie"), ("{} Metaal", "techniek"), ("Zorggroep {}", "zorg"),
    ("Groothandel {}", "handel"), ("Bouwbedrijf {}", "bouw"), ("{} Logistiek", "logistiek"),
    ("Hoveniers {}", "groen"), ("Hotel {}", "horeca"), ("{} Advies", "dienstverlening"),
    ("Timmerfabriek {}", "bouw"), ("{} Verpakkingen", "maakindustrie"),
)  # fmt: skip
NAMED_AFTER = (
    "De Korenbloem", "De Biesbosch", "Markdal", "De Zoom", "Kruisland", "De Schelde", "Mastbos",
    "Vliethoek", "De Vijf Eiken", "Het Zand",
)  # fmt: skip
JOBS = (
    "directeur", "eigenaar", "HR-manager", "teamleider", "P&O-adviseur", "bedrijfsleider",
    "vestigingsmanager", "hoofd productie",
)  # fmt: skip


@dataclass(frozen=True)
class DemoEmployer:
    """A company with its town and sector."""

    name: str
    town: str
    sector: str


@dataclass(frozen=True)
class DemoContact:
    """Somebody at a company."""

    name: PersonName
    employer: DemoEmployer
    email: str
    phone: str
    job_title: str
    is_ambassador: bool
    tags: tuple[str, ...]
    language: str


def employers(random: Random) -> list[DemoEmployer]:
    """Invent companies, each with another name."""
    surnames = [" ".join(filter(None, family)) for family in FAMILIES]
    owners = [*NAMED_AFTER, *(name[0].upper() + name[1:] for name in surnames)]
    names = [(trade.format(owner), sector) for trade, sector in TRADES for owner in owners]
    chosen = random.sample(names, EMPLOYERS - 2)
    chosen += [
        ("Koninklijke Touwslagerij en Zeilmakerij Bouwmeester & Zonen", "maakindustrie"),
        ("Werkgeversservicepunt West-Brabant", "overheid"),
    ]
    return [DemoEmployer(name, random.choice(TOWNS), sector) for name, sector in chosen]


def contacts(random: Random) -> list[DemoContact]:
    """Invent people: sixty ambassadors first, each at another company."""
    companies = employers(random)
    places = companies[:AMBASSADORS] + companies
    places += random.choices(companies, k=CONTACTS - len(places))
    people = random.sample([(given, family) for given in GIVEN for family in FAMILIES], CONTACTS)
    return [
        contact(random, PersonName(given, *family), employer, number)
        for number, ((given, family), employer) in enumerate(zip(people, places, strict=True))
    ]


def contact(random: Random, name: PersonName, employer: DemoEmployer, number: int) -> DemoContact:
    """Invent somebody's address and work; every fiftieth can only be phoned, some read English."""
    local = fold(f"{name.given}.{name.infix}{name.family}").replace(" ", "").replace("'", "")
    only_phoned = number % 50 == 49
    return DemoContact(
        name=name,
        employer=employer,
        email="" if only_phoned else f"{local}@{slugify(employer.name)}.example",
        phone=f"06 {random.randint(1000, 9999)} {random.randint(1000, 9999)}",
        job_title=random.choice(JOBS),
        is_ambassador=number < AMBASSADORS,
        tags=tuple(
            tag for tag, every in (("spreker", 17), ("gastbedrijf", 23)) if number % every == 0
        ),
        language="en" if number % 30 == 7 else "nl",
    )
