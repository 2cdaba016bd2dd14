"""A network with one event that everyone may see."""

import pytest

from eventapp.models import Event, Network
from tests.factories import NOW, make_event, make_network


@pytest.fixture
def network(database: None) -> Network:
    return make_network(slug="west-brabant", name="West-Brabant", reply_to="info@example.nl")


@pytest.fixture
def event(network: Network) -> Event:
    return make_event(
        network,
        slug="kijkdag-2027",
        published_at=NOW,
        introduction="Acht **bedrijven**. <script>alert(1)</script>",
    )
