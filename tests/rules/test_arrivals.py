"""The bars of the arrivals."""

from datetime import UTC, datetime, timedelta

from eventapp.rules.arrivals import chart, step_of

NOW = datetime(2027, 4, 15, 10, 47, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)


def draw(counts, now=NOW):
    steps = {(step_of(at), entrance): number for (at, entrance), number in counts.items()}
    return chart(steps, others="Andere", ends_at=LATER, now=now)


def test_nothing_is_drawn_before_anybody_came():
    assert draw({}) is None


def test_bars_stand_per_entrance_with_the_busiest_first():
    drawn = draw({(NOW, "Zij"): 1, (NOW, "Hoofd"): 3})

    [bar] = [bar for bar in drawn.bars if bar.total]
    assert drawn.entrances == ("Hoofd", "Zij")
    assert bar.parts == (3, 1)
    assert bar.is_now
    assert bar.starts_at == NOW.replace(minute=45)
    assert drawn.lines == (0, 2, 4, 6)


def test_thirteen_steps_are_shown_and_earlier_ones_counted():
    drawn = draw({(NOW, "Hoofd"): 1, (NOW - timedelta(hours=2), "Hoofd"): 4})

    assert len(drawn.bars) == 13
    assert drawn.earlier == 4


def test_fourth_entrance_is_drawn_with_others():
    drawn = draw({(NOW, name): 9 - i for i, name in enumerate(["A", "B", "C", "D"])})

    assert drawn.entrances == ("A", "B", "Andere")
    assert sum(bar.parts[2] for bar in drawn.bars) == 7 + 6


def test_past_event_shows_its_own_hour():
    drawn = draw({(NOW, "Hoofd"): 2}, now=NOW + timedelta(days=3))

    assert any(bar.total == 2 for bar in drawn.bars)
    assert not any(bar.is_now for bar in drawn.bars)
