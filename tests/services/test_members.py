from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import AuditEntry, Membership, User
from eventapp.queries import members as member_queries
from eventapp.rules.access import Role
from eventapp.services import members
from eventapp.services.audit import Actor
from eventapp.services.members import Outcome
from tests.factories import NOW, make_network, make_user

ACTOR = Actor("Annelies")


def invite(network, email="jan@olievlek.example", name="Jan", role=Role.VIEWER):
    with transaction():
        return members.invite(network, email=email, name=name, role=role, actor=ACTOR, now=NOW)


def roles(network):
    return {row.user.email: row.role for row in member_queries.members_of(network.id)}


def test_invite_makes_a_user_without_a_password(database):
    network = make_network(language="en")

    invited = invite(network)

    assert invited.outcome is Outcome.DONE
    assert (invited.user.name, invited.user.password, invited.user.language) == ("Jan", None, "en")
    assert roles(network) == {"jan@olievlek.example": Role.VIEWER}


def test_invite_finds_a_user_of_another_network_and_keeps_the_name(database):
    user = make_user(make_network(), email="jan@olievlek.example", name="Jan van der Berg")
    network = make_network()

    invited = invite(network, email="Jan@Olievlek.example", name="Janneman")

    assert invited.user.id == user.id
    assert invited.user.name == "Jan van der Berg"
    assert db.session.scalars(select(User.id)).all() == [user.id]


def test_invite_tells_when_somebody_is_a_member_already(database):
    network = make_network()
    make_user(network, Role.OWNER, email="jan@olievlek.example")

    assert invite(network).outcome is Outcome.ALREADY_MEMBER
    assert roles(network) == {"jan@olievlek.example": Role.OWNER}


def test_a_network_is_never_without_an_owner(database):
    network = make_network()
    make_user(network, Role.OWNER, email="a@olievlek.example")
    member = member_queries.members_of(network.id)[0]

    with transaction():
        demoted = members.change_role(member, Role.ORGANISER, actor=ACTOR, now=NOW)
        removed = members.remove(member, actor=ACTOR, now=NOW)

    assert (demoted, removed) == (Outcome.LAST_OWNER, Outcome.LAST_OWNER)
    assert roles(network) == {"a@olievlek.example": Role.OWNER}


def test_two_owners_who_remove_each_other_leave_one(app):
    with app.app_context():
        network = make_network()
        for name in "ab":
            make_user(network, Role.OWNER, email=f"{name}@olievlek.example")
        network_id = network.id
        ids = list(db.session.scalars(select(Membership.id)))

    def remove(member_id: int) -> Outcome:
        with app.app_context():
            member = member_queries.member(network_id, member_id)
            with transaction():
                return members.remove(member, actor=ACTOR, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        outcomes = set(pool.map(remove, ids))

    assert outcomes == {Outcome.DONE, Outcome.LAST_OWNER}


def test_changes_of_members_are_written_down(database):
    network = make_network()
    make_user(network, Role.OWNER)
    invite(network)
    member = next(m for m in member_queries.members_of(network.id) if m.role is Role.VIEWER)

    with transaction():
        members.change_role(member, Role.ORGANISER, actor=ACTOR, now=NOW)
        members.change_role(member, Role.ORGANISER, actor=ACTOR, now=NOW)
    with transaction():
        members.remove(member, actor=ACTOR, now=NOW)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.actor, e.action, e.field, e.old, e.new) for e in entries] == [
        ("Annelies", "member.added", "jan@olievlek.example", "", "viewer"),
        ("Annelies", "member.changed", "jan@olievlek.example", "viewer", "organiser"),
        ("Annelies", "member.removed", "jan@olievlek.example", "organiser", ""),
    ]
