"""The words of a letter in its reader's language, without a request."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from babel.support import NullTranslations, Translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from eventapp.formats import letter_html, markdown, moments
from eventapp.formats.hyphens import hyphenated
from eventapp.models.event import Event
from eventapp.models.mailing import Mailing
from eventapp.models.register import Contact
from eventapp.rules import placeholders, venue
from eventapp.rules.event import closes_at
from eventapp.rules.placeholders import Placeholder

Made = TypeVar("Made")

CATALOGUES = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for."""

    given_name: str
    name: str
    employer: str
    language: str
    address: str = "example@olievlek.example"

    @classmethod
    def of(cls, contact: Contact) -> "Reader":
        """Take a contact of the register."""
        return cls(
            given_name=contact.given_name or contact.name,
            name=contact.name,
            employer=contact.employer.name,
            language=contact.language,
            address=contact.email or cls.address,
        )

    @classmethod
    def example(cls, language: str) -> "Reader":
        """Make somebody up, for a mailing that has no readers yet."""
        return cls("Jan", "Jan van der Berg", "Bakkerij De Korenbloem", language)


@dataclass(frozen=True)
class Item:
    """One line of the programme."""

    clock: str
    title: str
    sub: str


@dataclass(frozen=True)
class EventFacts:
    """What a letter says of an event, in words."""

    title: str
    broken_title: str  # with soft hyphens: few mail programs know where Dutch words break
    day: str
    times: str
    place: str
    address: str
    map_url: str | None
    answer_by: str
    has_last_day: bool  # else people can answer until it starts, which needs not be said
    companions: bool
    items: list[Item]


class Words:
    """The texts and templates of one language."""

    def __init__(self, translations: NullTranslations) -> None:
        self.gettext = translations.ugettext
        self.templates = letter_html.environment(
            _=_gettext(translations), ngettext=_ngettext(translations)
        )

    def html(self, name: str, values: Mapping[str, object]) -> str:
        """Fill in the HTML of a letter."""
        return letter_html.mjml_to_html(self.templates.get_template(f"{name}.mjml").render(values))

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """Fill in the plain text of a letter."""
        text = self.templates.get_template(f"{name}.txt").render(
            {**values, "parts": values.get("text_parts", ())}
        )
        return text.strip("\n") + "\n"

    @staticmethod
    def parts(
        parts: list[str | Placeholder],
        values: Mapping[Placeholder, str],
        *,
        html: bool,
        language: str = "",
    ) -> list[str]:
        """Fill in a body part by part; buttons and programme stay words for the template.

        A ``language`` is named in the HTML, for who listens to it.
        """
        names = {Placeholder.BUTTONS: "buttons", Placeholder.PROGRAMME: "programme"}
        done: list[str] = []
        for part in parts:
            if isinstance(part, Placeholder):
                done.append(names[part])
                continue
            filled = placeholders.fill_markdown(part, values)
            done.append(_html(filled, language) if html else markdown.to_text(filled))
        return done


def _html(text: str, language: str) -> Markup:
    written = Markup(markdown.to_html(text))  # noqa: S704 (cleaned by nh3)
    return Markup('<div lang="{}">{}</div>').format(language, written) if language else written


def _gettext(translations: NullTranslations) -> Callable[..., str]:
    """Make the function that translates in templates; values are escaped where HTML is written."""

    @pass_eval_context
    def translate(context: EvalContext, text: str, **values: object) -> str:
        found = translations.ugettext(text)
        return (Markup(found) if context.autoescape else found) % values  # noqa: S704

    return translate


def _ngettext(translations: NullTranslations) -> Callable[..., str]:
    """Make the function that translates a number of things."""

    @pass_eval_context
    def translate(context: EvalContext, one: str, many: str, num: int, **values: object) -> str:
        found = translations.ungettext(one, many, num)
        marked = Markup(found) if context.autoescape else found  # noqa: S704
        return marked % {"num": num, **values}

    return translate


@cache
def words(language: str) -> Words:
    """Give the words of a language; English is what the sources say."""
    return Words(Translations.load(CATALOGUES, [language]))


def event_facts(event: Event, language: str) -> EventFacts:
    """Put an event in words, on the clocks of its own zone."""
    zone = event.time_zone
    closing = closes_at(event.answer_before, event.starts_at)
    return EventFacts(
        title=event.title,
        broken_title=hyphenated(event.title, event.network.language, narrow=True),
        day=moments.kept_together(moments.day_plain(event.starts_at, zone, language)),
        times=_times(event, language),
        place=venue.place(name=event.venue_name, town=event.venue_town),
        address=venue.address(street=event.venue_address, town=event.venue_town),
        map_url=venue.map_url(
            name=event.venue_name, street=event.venue_address, town=event.venue_town
        ),
        answer_by=moments.kept_together(moments.deadline(closing, zone, language)),
        has_last_day=event.answer_before is not None,
        companions=event.companions_max > 0,
        items=[
            Item(
                moments.clock(item.starts_at, zone, language),
                item.title,
                ", ".join(speaker.name for speaker in item.speakers),
            )
            for item in event.items
        ],
    )


def _times(event: Event, language: str) -> str:
    zone = event.time_zone
    start = moments.clock(event.starts_at, zone, language)
    end = moments.clock_hour(event.ends_at, zone, language)
    last_day = moments.day(event.ends_at, zone, language)
    if moments.day(event.starts_at, zone, language) != last_day:
        end = f"{last_day} {end}"
    return words(language).gettext("%(start)s to %(end)s") % {
        "start": start,
        "end": moments.kept_together(end),
    }


def author(mailing: Mailing) -> str:
    """Name who signs a mailing: who wrote it, or the network."""
    return mailing.created_by.name if mailing.created_by else mailing.event.network.name


class Known:
    """What many mails of one round say alike, put in words once for each version of it."""

    def __init__(self) -> None:
        self.found: dict[Hashable, Any] = {}

    def remembered(self, version: Hashable, make: Callable[[], Made]) -> Made:
        """Give what was made of a version before, or make it."""
        if version not in self.found:
            self.found[version] = make()
        made: Made = self.found[version]
        return made

    def facts(self, event: Event, language: str) -> EventFacts:
        """Give an event in words; every change of it moves its ``updated_at``."""
        version = (event.id, event.updated_at, language)
        return self.remembered(version, lambda: event_facts(event, language))


def fill(
    event: Event, reader: Reader, known: Known, *, sender: str, link: str
) -> dict[Placeholder, str]:
    """Give what each placeholder stands for, in the language of the text around it.

    That is the network's, whoever reads it; only what we write around it is in the reader's.
    """
    language = event.network.language
    facts, in_words = known.facts(event, language), words(language)
    hour = moments.clock_hour(event.starts_at, event.time_zone, language)
    return {
        Placeholder.GIVEN_NAME: reader.given_name,
        Placeholder.NAME: reader.name,
        Placeholder.EMPLOYER: reader.employer,
        Placeholder.EVENT: event.title,
        Placeholder.DATE: facts.day,
        Placeholder.TIME: hour,
        Placeholder.PLACE: facts.place or in_words.gettext("a place that we will let you know"),
        Placeholder.ANSWER_BEFORE: facts.answer_by,
        Placeholder.LINK: link,
        Placeholder.SENDER: sender,
    }
