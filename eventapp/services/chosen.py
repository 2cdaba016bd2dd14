"""Doing the same for several people of the list of answers, and telling what became of each."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from eventapp.models.event import Event
from eventapp.queries import chosen as reading
from eventapp.rules.chosen import Kept, kept_back
from eventapp.rules.delivery import Drop
from eventapp.rules.mailing import MessageKind
from eventapp.rules.rsvp import Promotion
from eventapp.services import audit, outbox, rsvp
from eventapp.services.audit import Actor
from eventapp.services.event import lock


def send_again(
    event: Event, invitation_ids: Collection[int], *, actor: Actor, now: datetime
) -> Counter[Drop | Kept | None]:
    """Send invitations once more to who can still answer them; count why others get none.

    None counts the mails that were queued; who is not in the list counts as REVOKED.
    """
    lock(event)  # as a mailing does: a reminder sent at the same time waits, and sees these mails
    rows = reading.of_event(event, invitation_ids)
    mails = reading.last_mails([row.id for row in rows], lock=True)
    counted: Counter[Drop | Kept | None] = Counter()
    for row in rows:
        facts = reading.facts_of(MessageKind.INVITATION, row)
        reason = kept_back(facts, reading.last_mail(mails, row), now)
        counted[reason] += 1
        if reason is None and row.contact.email is not None:
            outbox.renew(mails[row.id], row.contact.email, now=now)
            audit.record(
                "invitation.sent_again",
                actor=actor,
                network_id=event.network_id,
                event_id=event.id,
                contact_id=row.contact_id,
                now=now,
            )
    counted[Drop.REVOKED] += len(set(invitation_ids)) - len(rows)
    return +counted


def promote(
    event: Event, invitation_ids: Collection[int], *, actor: Actor, now: datetime
) -> Counter[Promotion]:
    """Give waiting parties their places, who waits longest first, as far as they fit.

    Who is not in the list counts as GONE.
    """
    rows = reading.of_event(event, invitation_ids)
    counted = Counter(rsvp.promote(row, actor=actor, now=now) for row in reading.in_turn(rows, now))
    counted[Promotion.GONE] += len(set(invitation_ids)) - len(rows)
    return +counted
