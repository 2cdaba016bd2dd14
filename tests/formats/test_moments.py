from datetime import UTC, datetime

import pytest

from eventapp.formats import moments
from eventapp.rules.zones import TimeZone


@pytest.mark.parametrize(
    ("hour", "minute", "dutch", "english"),
    [
        (22, 0, "woensdag 7 april", "Wednesday 7 April"),
        (22, 1, "donderdag 8 april om 00.01 uur", "Thursday 8 April at 00:01"),
        (5, 30, "woensdag 7 april om 07.30 uur", "Wednesday 7 April at 07:30"),
        (9, 59, "woensdag 7 april om 11.59 uur", "Wednesday 7 April at 11:59"),
        (15, 0, "woensdag 7 april om 17.00 uur", "Wednesday 7 April at 17:00"),
    ],
)
def test_a_deadline_names_its_time_when_the_day_goes_on(hour, minute, dutch, english):
    moment = datetime(2027, 4, 7, hour, minute, tzinfo=UTC)  # Amsterdam is two hours ahead

    said = [moments.deadline(moment, TimeZone.AMSTERDAM, language) for language in ("nl", "en")]

    assert said == [dutch, english]


def test_a_day_and_its_month_stay_on_one_line():
    kept = [moments.kept_together(day) for day in ("do 15 april 2027", "Thu 1 April", "")]

    assert kept == ["do 15\u00a0april 2027", "Thu 1\u00a0April", ""]
