from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.chosen import NOT_TWICE_WITHIN, Kept, LastMail, kept_back
from eventapp.rules.delivery import Drop, Facts
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import Partstat

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SILENT = Facts(
    kind=MessageKind.INVITATION,
    event_state=EventState.PUBLISHED,
    closes_at=NOW + 23 * DAY,
    ends_at=NOW + 31 * DAY,
    revoked=False,
    answer=Partstat.NEEDS_ACTION,
    has_address=True,
    unsubscribed=False,
)
A_WEEK_AGO = LastMail(MessageState.SENT, NOW - 7 * DAY)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (SILENT, None),
        (replace(SILENT, answer=Partstat.TENTATIVE), Drop.ANSWERED),
        (replace(SILENT, has_address=False), Drop.NO_ADDRESS),
        (replace(SILENT, unsubscribed=True), Drop.UNSUBSCRIBED),
        (replace(SILENT, closes_at=NOW), Drop.TOO_LATE),
        (replace(SILENT, event_state=EventState.CANCELLED), Drop.NOT_PUBLISHED),
        (replace(SILENT, revoked=True), Drop.REVOKED),
    ],
)
def test_an_invitation_goes_again_only_to_who_can_still_answer_it(facts, reason):
    assert kept_back(facts, A_WEEK_AGO, NOW) is reason


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (None, Kept.NEVER_SENT),
        (LastMail(MessageState.QUEUED, None), Kept.UNDER_WAY),
        (LastMail(MessageState.CLAIMED, None), Kept.UNDER_WAY),
        (LastMail(MessageState.SENDING, None), Kept.UNDER_WAY),
        (LastMail(MessageState.FAILED, None), None),
        (LastMail(MessageState.UNKNOWN, None), Kept.UNSURE),
        (LastMail(MessageState.DROPPED, None), None),
        (LastMail(MessageState.SENT, NOW - NOT_TWICE_WITHIN / 2), Kept.RECENT),
        (LastMail(MessageState.SENT, NOW - NOT_TWICE_WITHIN), None),
    ],
)
def test_an_invitation_never_goes_twice_at_once(last, reason):
    assert kept_back(SILENT, last, NOW) is reason
