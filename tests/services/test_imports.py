"""Importing a spreadsheet: nothing by halves, and twice the same changes nothing."""

import csv
import io
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.formats.sheet import write_xlsx
from eventapp.jobs import Jobs
from eventapp.models import AuditEntry, Contact, Employer, Network, StoredFile, Tag
from eventapp.queries import imports as import_queries
from eventapp.queries import register as queries
from eventapp.queries.register import Look
from eventapp.rules.register_import import Verdict
from eventapp.services import imports
from eventapp.services.audit import Actor
from eventapp.services.imports import Judged, Table
from tests.factories import NOW, make_contact, make_employer, make_network, make_tag

HEADER = ["Voornaam", "Tussenvoegsel", "Achternaam", "Bedrijf", "Plaats", "E-mail", "Telefoon"]
HEADER += ["Functie", "Ambassadeur", "Labels"]
JAN = ["Jan", "van der", "Berg", "De Korenbloem", "Breda", "jan@korenbloem.example"]
JAN += ["06 1234 5678", "bakker", "ja", "spreker, pers"]
EVA = ["Eva", "", "Smit", "De Korenbloem", "Breda", "", "076 123 4567", "", "nee", "pers"]


@pytest.fixture
def network(database: None) -> Network:
    return make_network()


def table(*rows: list[str]) -> Table:
    read = imports.read(write_xlsx("Leden", HEADER, rows), "leden.xlsx")
    assert isinstance(read, Table)
    return read


def apply(network: Network, *rows: list[str]) -> Judged:
    with transaction():
        return imports.apply(
            network, table(*rows), name="leden.xlsx", actor=Actor("Annelies"), now=NOW
        )


def counted(judged: Judged) -> dict[Verdict, int]:
    return {verdict: number for verdict, number in judged.counts.items() if number}


def the_contact(name: str) -> Contact:
    given = name.split()[0]
    return db.session.scalars(select(Contact).where(Contact.given_name == given)).one()


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_judging_writes_nothing(network: Network) -> None:
    judged = imports.judge(network, table(JAN, EVA))

    assert counted(judged) == {Verdict.NEW: 2}
    assert [number_of(model) for model in (Contact, Employer, Tag, AuditEntry)] == [0, 0, 0, 0]


def test_new_people_come_with_employer_tags_and_history(network: Network) -> None:
    apply(network, JAN, EVA)

    jan, eva = the_contact("Jan"), the_contact("Eva")
    assert (jan.name, jan.employer.name, jan.employer.town) == (
        "Jan van der Berg",
        "De Korenbloem",
        "Breda",
    )
    assert (jan.phone, jan.job_title, jan.is_ambassador) == ("06 1234 5678", "bakker", True)
    assert (jan.sort_key, jan.search_text) == (
        "berg jan van der",
        "jan van der berg de korenbloem breda",
    )
    assert (jan.email_folded, eva.email, eva.email_folded) == ("jan@korenbloem.example", None, None)
    assert [tag.name for tag in jan.tags] == ["pers", "spreker"]
    assert eva.employer_id == jan.employer_id
    assert number_of(Tag) == 2
    entries = db.session.execute(
        select(AuditEntry.action, AuditEntry.contact_id, AuditEntry.actor).order_by(AuditEntry.id)
    )
    assert entries.tuples().all() == [
        ("contact.imported", jan.id, "Annelies"),
        ("contact.imported", eva.id, "Annelies"),
        ("register.imported", None, "Annelies"),
    ]


def test_the_same_file_twice_changes_nothing(network: Network) -> None:
    apply(network, JAN, EVA)
    tables = [model.__table__ for model in (Contact, Employer, Tag, AuditEntry)]
    before = [db.session.execute(select(each)).all() for each in tables]

    again = apply(network, JAN, EVA)

    assert counted(again) == {Verdict.UNCHANGED: 2}
    assert [db.session.execute(select(each)).all() for each in tables] == before


def test_a_change_is_written_with_its_history(network: Network) -> None:
    apply(network, JAN)
    make_contact(network, the_contact("Jan").employer, name="Piet Blijft")

    changed = JAN.copy()
    changed[4], changed[6], changed[9] = "Zundert", "06 8765 4321", "pers, nieuw"
    judged = apply(network, changed)

    jan = the_contact("Jan")
    assert counted(judged) == {Verdict.CHANGED: 1}
    assert (jan.phone, jan.employer.town) == ("06 8765 4321", "Zundert")
    assert [tag.name for tag in jan.tags] == ["nieuw", "pers", "spreker"]
    found = queries.contact_page(network.id, Look(search="zundert")).rows
    assert [contact.name for contact in found] == ["Jan van der Berg", "Piet Blijft"]
    entries = db.session.execute(
        select(AuditEntry.field, AuditEntry.old, AuditEntry.new)
        .where(AuditEntry.action == "contact.changed_by_import")
        .order_by(AuditEntry.id)
    )
    assert entries.tuples().all() == [
        ("town", "Breda", "Zundert"),
        ("phone", "06 1234 5678", "06 8765 4321"),
        ("tags", "pers, spreker", "pers, spreker, nieuw"),
    ]


def test_a_new_person_brings_a_new_town_for_colleagues(network: Network) -> None:
    employer = make_employer(network, name="De Korenbloem", town="")
    make_contact(network, employer, name="Piet Blijft")

    apply(network, EVA)

    found = queries.contact_page(network.id, Look(search="breda")).rows
    assert [contact.name for contact in found] == ["Piet Blijft", "Eva Smit"]


def test_somebody_changes_jobs(network: Network) -> None:
    apply(network, JAN)

    moved = JAN.copy()
    moved[3], moved[4] = "Aydin Metaal", "Etten-Leur"
    apply(network, moved)

    jan = the_contact("Jan")
    assert (jan.employer.name, number_of(Contact)) == ("Aydin Metaal", 1)
    assert jan.search_text == "jan van der berg aydin metaal etten-leur"


def test_refused_rows_and_doubles_are_left_out(network: Network) -> None:
    broken, nameless = JAN.copy(), JAN.copy()
    broken[5], nameless[0], nameless[2] = "jan@@korenbloem.example", "", ""

    judged = apply(network, broken, nameless, EVA, EVA)

    assert counted(judged) == {Verdict.NEW: 1, Verdict.REFUSED: 2, Verdict.DUPLICATE: 1}
    assert db.session.scalars(select(Contact.given_name)).all() == ["Eva"]


def test_known_tags_are_worn_as_they_are_written(network: Network) -> None:
    make_tag(network, "Pers")

    apply(network, EVA)

    assert [tag.name for tag in the_contact("Eva").tags] == ["Pers"]


def test_another_network_is_left_alone(network: Network) -> None:
    elsewhere = make_network()
    apply(elsewhere, JAN)

    judged = apply(network, JAN)

    assert counted(judged) == {Verdict.NEW: 1}
    assert len({contact.network_id for contact in db.session.scalars(select(Contact))}) == 2


def test_nothing_is_half_written(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("eventapp.services.audit.record_all", fail)
    with pytest.raises(RuntimeError):
        apply(network, JAN, EVA)

    assert [number_of(model) for model in (Contact, Employer, Tag, AuditEntry)] == [0, 0, 0, 0]


def test_names_that_are_code_stay_names(network: Network) -> None:
    odd = ['Bo "x"', "", "</script>\n<b>😀", "=1+1", "O'Brien", "bo@x.example", "", "", "", "'; --"]

    apply(network, odd)

    bo = db.session.scalars(select(Contact)).one()
    assert bo.name == 'Bo "x" </script> <b>😀'
    assert (bo.employer.name, bo.employer.town) == ("=1+1", "O'Brien")
    assert counted(apply(network, odd)) == {Verdict.UNCHANGED: 1}


def test_an_upload_is_kept_for_its_network_only_and_thrown_away_once(network: Network) -> None:
    with transaction():
        file = imports.keep(network, b"bytes", "leden.xlsx", user_id=None, now=NOW)
    public_id = file.public_id

    kept = import_queries.stored_import(network.id, public_id)
    with transaction():
        outcomes = [imports.discard(network, public_id) for _ in range(2)]

    assert kept is not None
    assert import_queries.stored_import(make_network().id, public_id) is None
    assert outcomes == [True, False]


def test_uploads_of_yesterday_go_when_another_comes(network: Network) -> None:
    for moment in (NOW - timedelta(days=2), NOW):
        with transaction():
            imports.keep(network, b"bytes", "leden.xlsx", user_id=None, now=moment)

    assert db.session.scalars(select(StoredFile.created_at)).all() == [NOW]


def test_uploads_of_yesterday_go_by_themselves(network: Network, app: Flask) -> None:
    with transaction():
        imports.keep(network, b"bytes", "leden.xlsx", user_id=None, now=NOW - timedelta(days=900))

    Jobs(app).forget()

    assert db.session.scalars(select(StoredFile)).all() == []


@pytest.mark.drill
def test_twenty_thousand_rows_are_saved_and_judged_in_bounded_memory(network: Network) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for n in range(20_000):
        town = f"Plaats {n % 90}"
        row = ["Jan", "van der", f"Berg{n}", f"Bedrijf {n // 3}", town, f"jan{n}@x{n}.example"]
        writer.writerow([*row, f"06 {n:08}", "directeur", "ja", "spreker"])
    read = imports.read(out.getvalue().encode(), "groot.csv")
    assert isinstance(read, Table)

    with transaction():
        judged = imports.apply(network, read, name="groot.csv", actor=Actor("A"), now=NOW)
    tracemalloc.start()
    again = imports.judge(network, read)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted(judged) == {Verdict.NEW: 20_000}
    assert counted(again) == {Verdict.UNCHANGED: 20_000}
    assert number_of(Contact) == 20_000
    assert peak < 200_000_000, peak
