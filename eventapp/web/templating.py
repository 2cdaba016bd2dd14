"""What every template can use beside its own values."""

import re
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from flask_babel import get_locale
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from eventapp.formats import markdown, moments
from eventapp.formats.hyphens import hyphenated
from eventapp.models.event import Event
from eventapp.rules import placeholders, venue
from eventapp.rules.zones import TimeZone, to_local
from eventapp.web.clock import now
from eventapp.web.history import action_word, changes_words
from eventapp.web.numbers import number

WITH_HYPHEN = re.compile(r"\b[^\W\d_]{1,10}-[^\W\d_]{1,10}\b")


class Environment(FlaskEnvironment):
    """Templates that share one set of globals: no template of ours has any of its own.

    Jinja lays an empty set over them for each template, and compares the two at every import: that
    was a twentieth of the answer page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Make templates strict, and give them dates in the reader's language."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(get_locale=get_locale, now=now)
    app.jinja_env.filters.update(
        day=day,
        day_near=day_near,
        day_year=day_year,
        day_long=day_long,
        clock=clock,
        clock_hour=clock_hour,
        number=number,
        map_url=map_url,
        mailing_title=placeholders.as_title,
        markdown=render_markdown,
        hyphenated=hyphenated,
        unbroken=unbroken,
        address=address,
        action_word=action_word,
        changes_words=changes_words,
    )


def map_url(event: Event) -> str | None:
    """Give a map of an event's venue; None when no place is known."""
    return venue.map_url(name=event.venue_name, street=event.venue_address, town=event.venue_town)


def day(moment: datetime, zone: TimeZone) -> str:
    """Write a day short, such as "do 15 april"."""
    return moments.kept_together(moments.day(moment, zone, str(get_locale())))


def day_near(moment: datetime, zone: TimeZone) -> str:
    """Write a day short; with its year unless that is this one."""
    this = to_local(moment, zone).year == to_local(now(), zone).year
    return day(moment, zone) if this else day_year(moment, zone)


def day_year(moment: datetime, zone: TimeZone) -> str:
    """Write a day short with its year, such as "do 15 april 2027"."""
    return moments.kept_together(moments.day_year(moment, zone, str(get_locale())))


def day_long(moment: datetime, zone: TimeZone) -> str:
    """Write a day in full, such as "donderdag 15 april 2027"."""
    return moments.kept_together(moments.day_long(moment, zone, str(get_locale())))


def clock(moment: datetime, zone: TimeZone) -> str:
    """Write a time of day, such as "12.30"."""
    return moments.clock(moment, zone, str(get_locale()))


def clock_hour(moment: datetime, zone: TimeZone) -> str:
    """Write a time of day as it is said, such as "12.30 uur"."""
    return moments.clock_hour(moment, zone, str(get_locale()))


def unbroken(text: str) -> Markup:
    """Keep short words with a hyphen, such as West-Brabant, on one line."""
    return Markup(WITH_HYPHEN.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S704


def address(email: str) -> Markup:
    """Let an email address break after its @ and dots before it breaks within a word."""
    return Markup(re.sub("[@.]", r"\g<0><wbr>", str(escape(email))))  # noqa: S704


def render_markdown(text: str) -> Markup:
    """Turn Markdown into safe HTML."""
    return Markup(markdown.to_html(text))  # noqa: S704 (cleaned by nh3)
