"""The letter that asks many: written once in a language, then filled in for each reader.

Writing one takes two templates, Markdown, MJML and its styles; filling in takes none of them. The
words of a reader are put in last, so nothing in a name can become part of the page.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from secrets import token_hex

from markupsafe import escape

from eventapp.formats.letter import Letter
from eventapp.formats.links import Links
from eventapp.formats.quoted import Pieces
from eventapp.models.mailing import Mailing
from eventapp.rules import placeholders
from eventapp.rules.mailing import Audience
from eventapp.rules.names import clean_text
from eventapp.rules.rsvp import Partstat
from eventapp.services.letter_frame import written
from eventapp.services.letter_words import EventFacts, Known, Reader, author, fill, words

LIST = "uitnodigingen"
SECRET = token_hex(8)  # no text holds it


@dataclass(frozen=True)
class Urls:
    """The links of one reader; both end in a slash or a token, so that a question may follow."""

    answer: str
    unsubscribe: str


def _word(name: str) -> str:
    return f"mark{SECRET}{name}0"  # small letters and a digit: whatever stands beside it ends it


def _url(name: str) -> str:
    return f"https://{_word(name)}.invalid/"


ANYBODY = Reader(_word("given"), _word("name"), _word("employer"), "", "")
SUBJECT = _word("subject")
THEIRS = Urls(_url("answer"), _url("unsubscribe"))
MARKS = (
    THEIRS.answer,
    THEIRS.unsubscribe,
    ANYBODY.given_name,
    ANYBODY.name,
    ANYBODY.employer,
    SUBJECT,
)
MARK = re.compile(f"({'|'.join(map(re.escape, MARKS))})")


class Stencil:
    """A letter to anybody, cut at its marks."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.text = Pieces(MARK.split(letter.text))
        self.html = Pieces(MARK.split(letter.html))


def invitation_letter(
    mailing: Mailing, reader: Reader, urls: Urls, links: Links, known: Known
) -> Letter:
    """Write an invitation or a reminder for one reader; sender, id and date come later."""
    facts = known.facts(mailing.event, reader.language)
    stencil = known.remembered(
        _version(mailing, facts, reader.language),
        lambda: Stencil(_to_anybody(mailing, reader.language, links, known)),
    )
    values = fill(mailing.event, reader, known, sender=author(mailing), link=urls.answer)
    subject = placeholders.fill(mailing.subject, values)
    own = {
        ANYBODY.given_name: clean_text(reader.given_name),
        ANYBODY.name: clean_text(reader.name),
        ANYBODY.employer: clean_text(reader.employer),
        SUBJECT: subject,
        THEIRS.answer: urls.answer,
        THEIRS.unsubscribe: urls.unsubscribe,
    }
    return replace(
        stencil.letter,
        to_name=reader.name,
        to_address=reader.address,
        subject=subject,
        text=stencil.text.filled(own),
        html=stencil.html.filled({mark: str(escape(value)) for mark, value in own.items()}),
        list_unsubscribe=urls.unsubscribe,
        list_id=f"{mailing.event.network.slug}.{LIST}",
    )


def _version(mailing: Mailing, facts: EventFacts, language: str) -> Hashable:
    """Name all that a stencil is made of."""
    network = mailing.event.network
    return (
        mailing.body,
        mailing.audience,
        author(mailing),
        id(facts),  # kept by the same round
        language,
        network.language,
        network.name,
        network.contact_name,
        network.contact_phone,
        network.reply_to,
        network.logo_digest,
        network.brand_colour,
        network.accent_colour,
    )


def _to_anybody(mailing: Mailing, language: str, links: Links, known: Known) -> Letter:
    """Write the letter with a mark wherever something of its reader comes."""
    event, in_words, reader = mailing.event, words(language), replace(ANYBODY, language=language)
    values = fill(event, reader, known, sender=author(mailing), link=THEIRS.answer)
    foreign = event.network.language if event.network.language != language else ""
    parts = placeholders.split_blocks(mailing.body)
    is_reminder = mailing.audience is Audience.UNANSWERED
    return written(
        in_words,
        "invitation",
        event,
        reader,
        links,
        SUBJECT,
        {
            "kicker": in_words.gettext("Reminder")
            if is_reminder
            else in_words.gettext("Invitation"),
            "preheader": SUBJECT,
            "parts": in_words.parts(parts, values, html=True, language=foreign),
            "text_parts": in_words.parts(parts, values, html=False),
            "yes_url": f"{THEIRS.answer}?answer={Partstat.ACCEPTED.value}",
            "no_url": f"{THEIRS.answer}?answer={Partstat.DECLINED.value}",
            "answer_url": THEIRS.answer,
            "unsubscribe_url": THEIRS.unsubscribe,
        },
        facts=known.facts(event, language),
    )
