"""Names as long as they get, for every row there is."""

from sqlalchemy import update

from eventapp.database import transaction
from eventapp.models import Attendee, Contact, Employer, Event, Network

LONG_NAME = "Wilhelmina Petronella van Oldenbarnevelt-Łukaszewska"
LONG_EMPLOYER = "Koninklijke Touwslagerij en Zeilmakerij Bouwmeester & Zonen BV"
LONG_TITLE = "Arbeidsmarktontwikkelingsbijeenkomst voor ambassadeurs & zonen"


def give_long_names() -> None:
    """Make everything as long as it gets, below the banner of a demo."""
    with transaction() as session:
        session.execute(update(Network).values(name=LONG_EMPLOYER, is_demo=True))
        session.execute(update(Event).values(title=LONG_TITLE))
        session.execute(update(Employer).values(name=LONG_EMPLOYER))
        session.execute(
            update(Contact).values(
                given_name="Wilhelmina Petronella",
                infix="van",
                family_name="Oldenbarnevelt-Łukaszewska",
            )
        )
        session.execute(update(Attendee).values(name=LONG_NAME, employer_name=LONG_EMPLOYER))
