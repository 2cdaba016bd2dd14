"""The list of contacts: searching, filters, counts and pages."""

import pytest

from eventapp.database import db, transaction
from eventapp.models import Contact, Network
from eventapp.queries import register as queries
from eventapp.queries.register import ContactFilter, Look
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_employer,
    make_event,
    make_invitation,
    make_network,
    make_tag,
)


@pytest.fixture
def network(database: None) -> Network:
    return make_network()


def names(network: Network, look: Look = Look(), **place: int) -> list[str]:  # noqa: B008
    return [row.name for row in queries.contact_page(network.id, look, **place).rows]


def tagged(contact: Contact, name: str) -> int:
    tag = make_tag(contact_network(contact), name)
    with transaction():
        db.session.get_one(Contact, contact.id).tags.append(tag)
    return tag.id


def contact_network(contact: Contact) -> Network:
    return db.session.get_one(Network, contact.network_id)


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("BJÖRN", True),
        ("bjorn", True),
        ("jör", True),
        ("el amr", True),
        ("amrani touwslager", True),
        ("etten-leur", True),
        ("ETTEN‑LEUR zonen", True),
        ("'t gooi", True),
        ("’t gooi", True),
        ("amrani bakker", False),
        ("%", False),
        ("_", False),
        ("\\", False),
        ("a%i", False),
    ],
)
def test_any_part_of_name_employer_and_town_is_found(
    network: Network, words: str, finds: bool
) -> None:
    employer = make_employer(
        network, name="Touwslagerij Zonen & ’t Gooi", name_folded="t", town="Etten-Leur"
    )
    make_contact(network, employer, name="Björn el Amrani")

    assert names(network, Look(search=words)) == (["Björn el Amrani"] if finds else [])


def test_percent_signs_and_underscores_are_found_as_they_are(network: Network) -> None:
    make_contact(network, make_employer(network, name="100% Groen_Werk"), name="Eva Smit")
    make_contact(network, name="Jan Smit")

    assert names(network, Look(search="0% groen_")) == ["Eva Smit"]


def test_nobody_of_another_network_is_found(network: Network) -> None:
    make_contact(make_network(), name="Jan Vreemd")

    assert names(network, Look(search="vreemd")) == []
    assert queries.counts(network.id).contacts == 0


def test_family_names_sort_and_the_infix_does_not_count(network: Network) -> None:
    for name in ("Saskia 't Hart", "Zoë van den Aker", "Ann Çelik", "Jan van der Berg"):
        make_contact(network, name=name)

    assert names(network) == [
        "Zoë van den Aker",
        "Jan van der Berg",
        "Ann Çelik",
        "Saskia 't Hart",
    ]


def test_filters_and_their_counts_agree(network: Network) -> None:
    make_contact(network, name="Ada Ambassadeur", is_ambassador=True)
    make_contact(network, name="Bel Mij", email=None)
    gone = make_contact(network, name="Cor Weg", unsubscribed_at=NOW)
    tag = tagged(gone, "pers")

    counts = queries.counts(network.id)

    shown = {which: len(names(network, Look(which))) for which in ContactFilter}
    assert counts.behind == shown
    assert shown == {
        ContactFilter.ALL: 3,
        ContactFilter.AMBASSADORS: 1,
        ContactFilter.PHONE_ONLY: 1,
        ContactFilter.UNSUBSCRIBED: 1,
    }
    assert counts.employers == 3
    assert [(row.name, number) for row, number in queries.tags(network.id)] == [("pers", 1)]
    assert names(network, Look(tag=tag)) == ["Cor Weg"]


def test_pages_go_forth_and_back_without_a_gap(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    employer = make_employer(network)
    everybody = [f"Jan {letter}" for letter in ("Aker", "Berg", "Berg", "Berg", "Berg", "Cools")]
    for number, name in enumerate(everybody):
        make_contact(network, employer, name=name, name_folded=f"jan {number}")

    first = queries.contact_page(network.id, Look())
    second = queries.contact_page(network.id, Look(), after=first.next)
    back = queries.contact_page(network.id, Look(), before=second.previous)

    assert [row.name for row in [*first.rows, *second.rows]] == everybody
    assert (first.previous, second.next, first.total) == (None, None, 6)
    assert back.rows == first.rows
    assert (back.previous, back.next) == (None, first.next)


def test_a_page_after_nobody_is_the_first(network: Network) -> None:
    stranger = make_contact(make_network())
    make_contact(network, name="Jan Aker")

    assert names(network, after=stranger.id) == ["Jan Aker"]
    assert names(network, before=999_999) == ["Jan Aker"]


def test_the_last_visit_is_of_the_person_not_of_a_companion(network: Network) -> None:
    contact = make_contact(network, name="Jan Aker")
    event = make_event(network, title="Kijkdag")
    invitation = make_invitation(event, contact)
    make_attendee(event, invitation, position=2, checked_in_at=NOW)
    before = queries.contact_page(network.id, Look()).visits

    make_attendee(event, invitation, position=1, checked_in_at=NOW)
    after = queries.contact_page(network.id, Look()).visits

    assert before == {}
    assert after[contact.id].title == "Kijkdag"


def test_employer_names_are_offered_by_any_part(network: Network) -> None:
    make_employer(network, name="Zorggroep ’t Gooi")
    make_employer(network, name="Aydin Metaal")
    make_employer(make_network(), name="Gooise Bakker")

    assert list(queries.employer_names(network.id)) == ["Aydin Metaal", "Zorggroep ’t Gooi"]
    assert list(queries.employer_names(network.id, "GOOI")) == ["Zorggroep ’t Gooi"]
