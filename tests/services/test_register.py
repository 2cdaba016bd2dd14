"""Adding and changing contacts and employers by hand."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Contact, Employer, Network
from eventapp.queries import register as queries
from eventapp.queries.register import Look
from eventapp.rules.names import split_name
from eventapp.services import register
from eventapp.services.audit import Actor
from eventapp.services.register import ContactDetails, Refusal, Refused
from tests.factories import NOW, make_contact, make_employer, make_network

ANNELIES = Actor("Annelies")
JAN = ContactDetails(
    name=split_name("Jan van der Berg"),
    employer="Bakkerij De Korenbloem",
    town="Roosendaal",
    email="Jan@Korenbloem.example",
    tags=("spreker", "gastbedrijf"),
)


@pytest.fixture
def network(database: None) -> Network:
    return make_network()


def add(network: Network, details: ContactDetails) -> Contact | Refused:
    with transaction():
        return register.add_contact(network, details, actor=ANNELIES, now=NOW)


def added(network: Network, details: ContactDetails = JAN) -> Contact:
    contact = add(network, details)
    assert isinstance(contact, Contact)
    return contact


def change(contact: Contact, details: ContactDetails) -> Contact | Refused:
    with transaction():
        return register.change_contact(contact, details, actor=ANNELIES, now=NOW)


def change_employer(employer: Employer, **values: str) -> Employer | Refused:
    values = {"name": employer.name, "town": employer.town, "sector": employer.sector, **values}
    with transaction():
        return register.change_employer(employer, **values, actor=ANNELIES, now=NOW)


def found(network: Network, words: str) -> list[str]:
    return [row.name for row in queries.contact_page(network.id, Look(search=words)).rows]


def history() -> list[tuple[str, str, str, str]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.field, entry.old, entry.new) for entry in entries]


def test_a_contact_is_added_with_a_new_employer_and_new_tags(network: Network) -> None:
    contact = added(network)

    assert (contact.name, contact.employer.name, contact.employer.town) == (
        "Jan van der Berg",
        "Bakkerij De Korenbloem",
        "Roosendaal",
    )
    assert contact.sort_key == "berg jan van der"
    assert (contact.email, contact.email_folded) == (
        "Jan@Korenbloem.example",
        "jan@korenbloem.example",
    )
    assert [tag.name for tag in contact.tags] == ["gastbedrijf", "spreker"]
    assert history() == [("contact.created", "", "", "")]


def test_a_known_employer_and_known_tags_are_used_however_they_are_written(
    network: Network,
) -> None:
    first = added(network)

    other = replace(
        JAN, name=split_name("Eva Smit"), employer="BAKKERIJ de korenbloem", tags=("SPREKER",)
    )
    second = added(network, other)

    assert second.employer_id == first.employer_id
    assert [tag.name for tag in second.tags] == ["spreker"]


@pytest.mark.parametrize(
    "again",
    [
        replace(JAN, email="JAN@korenbloem.example", employer="Elders"),
        replace(JAN, name=split_name("JAN VAN DER BERG")),
        replace(JAN, email=None),
    ],
)
def test_the_same_person_is_not_added_twice(network: Network, again: ContactDetails) -> None:
    contact = added(network)

    outcome = add(network, again)

    assert outcome == Refused(Refusal.KNOWN, contact.employer, contact)
    assert db.session.scalars(select(Contact)).all() == [contact]
    assert db.session.scalars(select(Employer.name)).all() == ["Bakkerij De Korenbloem"]


def test_two_people_share_an_address(network: Network) -> None:
    added(network)

    second = added(network, replace(JAN, name=split_name("Eva Smit")))

    assert second.email_folded == "jan@korenbloem.example"


def test_one_name_in_two_networks_is_two_people(network: Network) -> None:
    added(network)

    assert isinstance(add(make_network(), JAN), Contact)


def test_an_address_is_added_to_who_had_none_not_beside_them(network: Network) -> None:
    contact = added(network, replace(JAN, email=None))

    assert add(network, JAN) == Refused(Refusal.KNOWN, contact.employer, contact)


def test_another_town_for_a_known_employer_is_asked_about(network: Network) -> None:
    contact = added(network)

    outcome = add(network, replace(JAN, name=split_name("Eva Smit"), town="Breda"))

    assert outcome == Refused(Refusal.OTHER_TOWN, contact.employer)


def test_an_unknown_town_of_a_known_employer_is_filled_in(network: Network) -> None:
    employer = make_employer(network, name="Bakkerij De Korenbloem", town="")
    make_contact(network, employer, name="Eva Smit")

    added(network)

    assert employer.town == "Roosendaal"
    assert found(network, "roosendaal") == ["Jan van der Berg", "Eva Smit"]


def test_changing_somebody_names_every_changed_field(network: Network) -> None:
    contact = added(network)

    changed = replace(JAN, phone="06 1234 5678", is_ambassador=True, tags=("pers", "spreker"))
    change(contact, changed)

    assert history()[1:] == [
        ("contact.changed", "phone", "", "06 1234 5678"),
        ("contact.changed", "is_ambassador", "False", "True"),
        ("contact.changed", "tags", "gastbedrijf, spreker", "pers, spreker"),
    ]


def test_saving_without_a_change_leaves_no_history(network: Network) -> None:
    contact = added(network)

    assert change(contact, JAN) is contact
    assert [action for action, *_ in history()] == ["contact.created"]


def test_somebody_who_changes_jobs_is_found_at_the_new_employer(network: Network) -> None:
    contact = added(network)

    change(contact, replace(JAN, employer="Zorggroep ’t Gooi", town="Breda"))

    assert found(network, "gooi breda") == ["Jan van der Berg"]
    assert found(network, "korenbloem") == []
    assert history()[1] == (
        "contact.changed",
        "employer",
        "Bakkerij De Korenbloem",
        "Zorggroep ’t Gooi",
    )


def test_nobody_takes_the_name_and_address_of_another(network: Network) -> None:
    added(network)
    eva = added(network, replace(JAN, name=split_name("Eva Smit")))

    outcome = change(eva, JAN)

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.KNOWN
    assert eva.name == "Eva Smit"


def test_a_changed_employer_is_found_by_its_new_name_and_in_the_history_of_its_people(
    network: Network,
) -> None:
    contact = added(network)

    change_employer(contact.employer, name="Bakkerij Zonneveld", town="Breda")

    assert found(network, "zonneveld breda") == ["Jan van der Berg"]
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.contact_id == contact.id).order_by(AuditEntry.id)
    )
    assert [(entry.field, entry.new) for entry in entries][1:] == [
        ("employer_name", "Bakkerij Zonneveld"),
        ("employer_town", "Breda"),
    ]


def test_two_employers_do_not_get_one_name(network: Network) -> None:
    first, second = make_employer(network, name="Één"), make_employer(network, name="Twee")

    assert change_employer(second, name="een") == Refused(Refusal.EMPLOYER_KNOWN, first)
    assert change_employer(first, name="EEN") is first


def test_eight_at_once_add_one_person(app: Flask, network: Network) -> None:
    network_id, outcomes, begin = network.id, [], Barrier(8)
    db.session.rollback()

    def run(outcomes: list[object]) -> None:
        with app.app_context():
            begin.wait()
            here = db.session.get_one(Network, network_id)
            outcomes.append(type(add(here, JAN)))

    in_parallel(lambda: run(outcomes))

    assert sorted(kind.__name__ for kind in outcomes) == ["Contact"] + ["Refused"] * 7
    assert len(db.session.scalars(select(Contact)).all()) == 1


def in_parallel(work: Callable[[], None]) -> None:
    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
