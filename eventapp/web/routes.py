"""Every part of the site."""

from flask import Flask

from eventapp.web.desk import (
    answers,
    chosen,
    contacts,
    door,
    employers,
    events,
    home,
    imports,
    look,
    mailings,
    network,
    post,
    programme,
    year,
)
from eventapp.web.door import api, pairing, scanner
from eventapp.web.door import badge as door_badge
from eventapp.web.invitee import answer, badge, unsubscribe
from eventapp.web.public import brand, health, setup
from eventapp.web.public import events as public_events
from eventapp.web.public import network as public_network

PARTS = (
    health,
    setup,
    home,
    network,
    look,
    contacts,
    employers,
    imports,
    post,
    year,
    events,
    programme,
    answers,
    chosen,
    mailings,
    door,
    answer,
    badge,
    unsubscribe,
    api,
    pairing,
    scanner,
    door_badge,
    brand,
    public_network,
    public_events,
)


def init_app(app: Flask) -> None:
    """Register the parts; the public ones come last, as their addresses are the widest."""
    for part in PARTS:
        app.register_blueprint(part.blueprint)
