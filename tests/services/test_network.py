from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Membership, Network, Partner, User
from eventapp.rules.access import Role
from eventapp.services import network as networks
from eventapp.services.audit import Actor
from tests.factories import NOW, make_network, make_user, save

ACTOR = Actor("Annelies")


def begin(slug="west-brabant", email="annelies@olievlek.example"):
    with transaction():
        return networks.begin(
            slug=slug,
            name="Ambassadeurs West-Brabant",
            owner_name="Annelies Hoekstra",
            owner_email=email,
            password_hash="hash",
            language="nl",
            reserved={"desk"},
            now=NOW,
        )


@pytest.mark.parametrize("slug", ["desk", "x", "West", "west brabant", "a" * 41, "netwerk-1", ""])
def test_create_refuses_an_address_that_cannot_be_used(database, slug):
    make_network(slug="netwerk-1")

    with pytest.raises(networks.SlugRefused), transaction():
        networks.create(slug=slug, name="West", reserved={"desk"}, now=NOW)


def test_begin_makes_a_network_with_its_owner(database):
    owner = begin()

    membership = db.session.scalars(select(Membership)).one()
    assert (membership.user_id, membership.role) == (owner.id, Role.OWNER)
    assert membership.network.slug == "west-brabant"
    assert owner.password == "hash"


def test_begin_answers_none_when_there_is_a_network(database):
    make_network()

    assert begin() is None
    assert db.session.scalar(select(func.count(User.id))) == 0


def test_begin_at_the_same_time_has_one_winner(app):
    def work(number: int) -> bool:
        with app.app_context():
            return begin(f"netwerk-{number}", f"{number}@olievlek.example") is not None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(8)))

    assert answers.count(True) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(Network.id))) == 1


def test_set_partners_renames_swaps_adds_and_removes(database):
    network = make_network()
    make_user(network)
    one, two, three = (save(Partner(network_id=network.id, name=name)) for name in "ABC")

    with transaction():
        names = {one.id: "B", two.id: "A", three.id: ""}
        networks.set_partners(network, names, ["D"], actor=ACTOR, now=NOW)

    assert [(partner.id, partner.name) for partner in network.partners[:2]] == [
        (one.id, "B"),
        (two.id, "A"),
    ]
    assert [partner.name for partner in network.partners[2:]] == ["D"]
    changes = db.session.execute(select(AuditEntry.field, AuditEntry.old, AuditEntry.new))
    assert sorted(map(tuple, changes)) == [
        ("partner", "", "D"),
        ("partner", "A", "B"),
        ("partner", "B", "A"),
        ("partner", "C", ""),
    ]
