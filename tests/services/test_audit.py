"""The history: every act has words for its readers."""

import re
from pathlib import Path

import eventapp
from eventapp.web.history import ACTIONS

ROOT = Path(eventapp.__file__).parent
# These stand in a network's own history only, which no page shows yet.
OF_THE_NETWORK = ("account.", "member.", "network.")


def test_every_act_on_an_event_or_a_contact_has_words():
    """Look in the sources: a new act without words would stand in the history in English."""
    sources = "\n".join(path.read_text() for path in (ROOT / "services").glob("*.py"))
    recorded = set(re.findall(r'(?:record|_record|Entry)\(\s*\n?\s*"([a-z_]+\.[a-z_]+)"', sources))

    assert len(recorded) > 20
    assert {act for act in recorded if not act.startswith(OF_THE_NETWORK)} == set(ACTIONS)
