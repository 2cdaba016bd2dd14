"""Arrivals in steps of five minutes: which steps to show, and how high the bars are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP = timedelta(minutes=5)
STEPS_SHOWN = 13
STEPS_AHEAD = 3
SERIES = 3  # more entrances than this are drawn as one


@dataclass(frozen=True)
class Bar:
    """One step: how many came in by each entrance."""

    starts_at: datetime
    parts: tuple[int, ...]
    is_now: bool

    @property
    def total(self) -> int:
        """Give the whole height."""
        return sum(self.parts)


@dataclass(frozen=True)
class Chart:
    """The bars in view, the entrances in the order of each bar's parts, and the lines behind."""

    entrances: tuple[str, ...]
    bars: tuple[Bar, ...]
    lines: tuple[int, ...]
    earlier: int


def step_of(moment: datetime) -> int:
    """Number the step a moment falls in, since 1970."""
    return int(moment.timestamp() // STEP.total_seconds())


def chart(
    counts: Mapping[tuple[int, str], int], *, others: str, ends_at: datetime, now: datetime
) -> Chart | None:
    """Choose what to draw of the numbers per step and entrance; None when nobody came yet."""
    if not counts:
        return None
    entrances = _entrances(counts, others)
    latest = max(step for step, _entrance in counts)
    live = step_of(now) - latest < STEPS_SHOWN and now < ends_at
    last = step_of(now) + STEPS_AHEAD if live else latest + 1
    first = last - STEPS_SHOWN + 1
    bars = tuple(
        Bar(_start(step), _parts(counts, step, entrances), live and step == step_of(now))
        for step in range(first, last + 1)
    )
    earlier = sum(number for (step, _entrance), number in counts.items() if step < first)
    return Chart(entrances, bars, _lines(max(bar.total for bar in bars)), earlier)


def _entrances(counts: Mapping[tuple[int, str], int], others: str) -> tuple[str, ...]:
    totals: dict[str, int] = {}
    for (_step, entrance), number in counts.items():
        totals[entrance] = totals.get(entrance, 0) + number
    busiest = sorted(totals, key=lambda entrance: (-totals[entrance], entrance))
    few = len(busiest) <= SERIES
    return tuple(busiest) if few else (*busiest[: SERIES - 1], others)


def _parts(
    counts: Mapping[tuple[int, str], int], step: int, entrances: tuple[str, ...]
) -> tuple[int, ...]:
    parts = [0] * len(entrances)
    for (at, entrance), number in counts.items():
        if at == step:
            parts[entrances.index(entrance) if entrance in entrances else -1] += number
    return tuple(parts)


def _start(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP.total_seconds(), UTC)


def _lines(highest: int) -> tuple[int, ...]:
    """Give the numbers at the lines behind the bars: nought and three round steps."""
    apart = max(1, -(-highest // 3))
    return (0, apart, 2 * apart, 3 * apart)
