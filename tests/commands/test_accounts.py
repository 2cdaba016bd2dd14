"""The first steps of an installation, from the command line."""

import pytest
from flask_security.utils import verify_password
from sqlalchemy import select

from eventapp.database import db
from eventapp.models import AuditEntry, Membership, Network, User
from eventapp.rules.access import Role
from tests.factories import PASSWORD, make_network, make_user


@pytest.fixture
def run(app, database):
    """Run a command of the application."""

    def invoke(*arguments: str, **options: str):
        result = app.test_cli_runner().invoke(args=arguments, **options)
        db.session.rollback()
        return result

    return invoke


def test_network_create_makes_a_network(run):
    result = run("network", "create", "west-brabant", "--name", "Ambassadeurs West-Brabant")

    assert result.exit_code == 0
    network = db.session.scalars(select(Network)).one()
    assert (network.slug, network.name) == ("west-brabant", "Ambassadeurs West-Brabant")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action) == ("command line", "network.created")


@pytest.mark.parametrize("slug", ["desk", "setup", "west brabant", "x", "bestaat-al"])
def test_network_create_refuses_a_wrong_address_in_a_sentence(run, slug):
    make_network(slug="bestaat-al")

    result = run("network", "create", slug, "--name", "West")

    assert result.exit_code == 1
    assert "cannot be the address" in result.output
    assert "Traceback" not in result.output


def test_user_create_reads_the_password_from_standard_input(run):
    network = make_network()

    result = run(
        *("user", "create", "Jan@Olievlek.example", "--network", network.slug),
        *("--role", "viewer", "--name", "Jan", "--password-stdin"),
        input=f"{PASSWORD}\n",
    )

    assert result.exit_code == 0
    membership = db.session.scalars(select(Membership)).one()
    assert (membership.role, membership.network_id) == (Role.VIEWER, network.id)
    assert (membership.user.email, membership.user.name) == ("jan@olievlek.example", "Jan")
    assert verify_password(PASSWORD, membership.user.password)
    assert PASSWORD not in result.output


def test_user_create_makes_up_a_password_and_prints_it_once(run):
    network = make_network()

    result = run("user", "create", "jan@olievlek.example", "--network", network.slug)

    password = result.output.rpartition("Password: ")[2].strip()
    user = db.session.scalars(select(User)).one()
    assert len(password) >= 12
    assert verify_password(password, user.password)


def test_user_create_keeps_the_password_of_somebody_who_has_one(run):
    user = make_user(make_network(), email="jan@olievlek.example")
    network = make_network()

    result = run("user", "create", user.email, "--network", network.slug)

    assert result.exit_code == 0
    assert "Password" not in result.output
    db.session.refresh(user)
    assert verify_password(PASSWORD, user.password)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("jan", "--network", "netwerk-1"), "not a mail address"),
        (("jan@olievlek.example", "--network", "elders"), "no network elders"),
        (("jan@olievlek.example", "--network", "netwerk-1", "--role", "king"), "king"),
        (("jan@olievlek.example", "--network", "netwerk-1", "--password-stdin"), "12 characters"),
    ],
)
def test_user_create_says_what_is_wrong(run, arguments, word):
    make_network(slug="netwerk-1")

    result = run("user", "create", *arguments, input="kort\n")

    assert result.exit_code != 0
    assert word in result.output
    assert db.session.scalars(select(User)).all() == []
