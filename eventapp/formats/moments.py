"""Days and times as people write them, in a language and a time zone."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from eventapp.rules.zones import TimeZone

DAY = {"nl": "EE d MMMM", "en": "EEE d MMMM"}
DAY_YEAR = {"nl": "EE d MMMM y", "en": "EEE d MMMM y"}
DAY_PLAIN = {"nl": "EEEE d MMMM", "en": "EEEE d MMMM"}
DAY_LONG = {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
AT = {"nl": "om", "en": "at"}
CLOCK = {"nl": "HH.mm", "en": "HH:mm"}
AFTER_A_NUMBER = re.compile(r"(?<=\d) (?=[^\W\d])")


def day(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a day short, such as "do 15 april"."""
    return format_date(_local(moment, zone), DAY[language], locale=language)


def day_year(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a day short with its year, such as "do 15 april 2027"."""
    return format_date(_local(moment, zone), DAY_YEAR[language], locale=language)


def day_plain(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a day in full without its year, such as "donderdag 15 april"."""
    return format_date(_local(moment, zone), DAY_PLAIN[language], locale=language)


def day_long(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a day in full, such as "donderdag 15 april 2027"."""
    return format_date(_local(moment, zone), DAY_LONG[language], locale=language)


def clock(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a time of day, such as "12.30"."""
    return format_time(_local(moment, zone), CLOCK[language], locale=language)


def clock_hour(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write a time of day as it is said, such as "12.30 uur"."""
    return clock(moment, zone, language) + (" uur" if language == "nl" else "")


def deadline(moment: datetime, zone: TimeZone, language: str) -> str:
    """Write by when something is due, such as "donderdag 15 april".

    Any time but midnight is named too; midnight is the end of the day before.
    """
    if _local(moment, zone).time() != time():
        in_full = day_plain(moment, zone, language)
        return f"{in_full} {AT[language]} {clock_hour(moment, zone, language)}"
    return day_plain(moment - timedelta(seconds=1), zone, language)


def kept_together(day: str) -> str:
    """Keep a day and its month on one line, with a no-break space between them."""
    return AFTER_A_NUMBER.sub("\u00a0", day)


def _local(moment: datetime, zone: TimeZone) -> datetime:
    return moment.astimezone(ZoneInfo(zone.value))
