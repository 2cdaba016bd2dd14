"""The words for what became of a mail."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.models.mailing import Message
from eventapp.rules.delivery import AWAY, Drop
from eventapp.rules.mailing import Audience, MessageKind, MessageState

KINDS = {
    MessageKind.INVITATION: _l("Invitation"),
    MessageKind.CONFIRMATION: _l("Confirmation"),
    MessageKind.WAITLIST: _l("Waiting list"),
    MessageKind.REGRETS: _l("Not coming"),
    MessageKind.CANCELLATION: _l("Cancellation"),
    MessageKind.ACCOUNT: _l("Account"),
}
DROPS = {
    Drop.SUPERSEDED: _l("A newer email replaced it."),
    Drop.REVOKED: _l("The invitation was withdrawn."),
    Drop.NOT_PUBLISHED: _l("The event was no longer published."),
    Drop.TOO_LATE: _l("It was too late to be of use."),
    Drop.ANSWERED: _l("The answer was in already."),
    Drop.UNSUBSCRIBED: _l("This person unsubscribed."),
    Drop.NO_ADDRESS: _l("This person no longer has an email address."),
}


def kind_word(message: Message) -> str:
    """Say what a mail is for; an invitation sent to who did not answer is a reminder.

    One that invites nobody is an organiser's test, of a mailing that may be changed since.
    """
    if message.kind is MessageKind.INVITATION and message.invitation_id is None:
        return str(_("Test of a mailing"))
    mailing = message.mailing
    reminds = mailing is not None and mailing.audience is Audience.UNANSWERED
    return str(_("Reminder") if reminds else KINDS[message.kind])


def state_sentence(message: Message) -> str:
    """Say what became of a mail, why, and what to do."""
    return str(_sentence(message))


def _sentence(message: Message) -> Any:
    if message.state is MessageState.UNKNOWN:
        return _(
            "It may have been delivered. The connection broke just as the email was handed over. "
            "It is not sent again automatically, so that nobody gets it twice. Ask the recipient."
        )
    if message.state is MessageState.FAILED:
        if message.error == "unwritable":
            return _(
                "This email could not be written. Ask whoever runs Olievlek to look in the log."
            )
        return _("The mail server refused it and said: %(sentence)s", sentence=message.error)
    if message.state is MessageState.DROPPED:
        reasons = {drop.value: sentence for drop, sentence in DROPS.items()}
        return str(reasons.get(message.error, _("It was no longer needed.")))
    if message.state is MessageState.QUEUED and message.error:
        return _(
            "The mail server has not accepted it yet; we try again automatically. It said: "
            "%(sentence)s",
            sentence=message.error.removeprefix(AWAY),
        )
    return ""
