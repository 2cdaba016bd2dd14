"""How the number of people who come grows towards the day, beside an earlier event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

LONGEST = 90  # days before the event
ROUND = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
LINES = 4
LABEL = 0.2  # what a label takes of the axis on a phone, where letters are large
NARROW_LABEL = 0.25  # and on the narrowest one, where they are largest
WIDE_LABEL = 0.13  # and on a desk, where they are smallest
MARGINS = (-0.06, 1.2)  # how far labels may reach beyond the axis

Span = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """Totals for each day from ``first`` (days before the event, negative) to ``last``."""

    first: int
    totals: Sequence[int]

    @property
    def last(self) -> int:
        """Give the last day that has a total."""
        return self.first + len(self.totals) - 1

    def at(self, day: int) -> int | None:
        """Give the total on a day, counted from the event; None where there is none."""
        return self.totals[day - self.first] if self.first <= day <= self.last else None


def curve(places: Mapping[date, int], *, event_day: date, today: date) -> Curve | None:
    """Add up the places given each day, until the event or today; None when nobody comes."""
    if not places:
        return None
    end = min(event_day, today)
    first = max(min(places), event_day - timedelta(days=LONGEST))
    total = sum(number for day, number in places.items() if day < first)
    totals = []
    for offset in range((end - first).days + 1):
        total += places.get(first + timedelta(days=offset), 0)
        totals.append(total)
    return Curve((first - event_day).days, totals) if totals else None


def gridlines(most: int) -> list[int]:
    """Choose the heights of a few lines, the top one at or above the most."""
    step = next((one for one in ROUND if one * LINES >= most), most)
    return [step * number for number in range(-(-most // step) + 1)] if most else [0]


class Mark(StrEnum):
    """What is worth a label below the days, the most important first."""

    TODAY = "today"
    CLOSES = "closes"
    DAY = "day"
    FIRST = "first"
    MIDDLE = "middle"


class Side(StrEnum):
    """On which side of its place a label begins, in the words of SVG's text-anchor."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Tick:
    """A day on the axis, what it marks, and how its label stands; ``side`` None is no label.

    ``is_crowded`` tells that the label finds no room on the narrowest phone, ``needs_desk`` that it
    finds room on a desk only.
    """

    day: int
    marks: tuple[Mark, ...]
    side: Side | None
    is_crowded: bool = False
    needs_desk: bool = False


SIDES = {
    Mark.TODAY: (Side.MIDDLE, Side.END, Side.START),
    Mark.CLOSES: (Side.MIDDLE, Side.START, Side.END),
    Mark.DAY: (Side.END, Side.START),
    Mark.FIRST: (Side.START,),
    Mark.MIDDLE: (Side.MIDDLE,),
}


def ticks(*, first: int, today: int, closes: int) -> list[Tick]:
    """Choose the days to name on an axis from ``first`` to the day of the event, which is 0.

    Today and the day that answers close stand apart when they are near each other; what finds
    no room beside what matters more gets no label.
    """
    marked = {Mark.TODAY: today, Mark.CLOSES: closes, Mark.DAY: 0, Mark.FIRST: first}
    days: dict[int, list[Mark]] = {}
    for mark, day in {**marked, Mark.MIDDLE: first // 2}.items():
        if first <= day <= 0:
            days.setdefault(day, []).append(mark)
    apart = sorted(day for day in {today, closes} if day in days)
    near = len(apart) == 2 and apart[1] - apart[0] < LABEL * -first
    taken: list[Span] = []
    taken_narrow: list[Span] = []
    found = []
    for day, marks in days.items():
        sides = SIDES[marks[0]]
        if near and day in apart:
            sides = (Side.END if day == apart[0] else Side.START, *sides)
        at = _place(day, first)
        side = next((one for one in sides if _fits(_span(at, one, LABEL), taken)), None)
        is_crowded = False
        if side:
            taken.append(_span(at, side, LABEL))
            narrow = _span(at, side, NARROW_LABEL)
            is_crowded = not _is_free(narrow, taken_narrow)
            taken_narrow += [] if is_crowded else [narrow]
        if side or marks != [Mark.MIDDLE]:
            found.append(Tick(day, tuple(marks), side, is_crowded))
    return sorted(_with_desk_labels(found, first), key=lambda tick: tick.day)


def _with_desk_labels(found: Sequence[Tick], first: int) -> list[Tick]:
    """Give a tick without a label one where letters are small enough."""
    taken = [_span(_place(tick.day, first), tick.side, WIDE_LABEL) for tick in found if tick.side]
    ticks = []
    for tick in found:
        at = _place(tick.day, first)
        spans = {one: _span(at, one, WIDE_LABEL) for one in SIDES[tick.marks[0]]}
        side = tick.side or next((one for one in spans if _fits(spans[one], taken)), None)
        if side and not tick.side:
            taken.append(spans[side])
            tick = replace(tick, side=side, needs_desk=True)
        ticks.append(tick)
    return ticks


def _place(day: int, first: int) -> float:
    """Give how far along the axis a day is, from 0 to 1."""
    return (day - first) / max(1, -first)


def _span(at: float, side: Side, width: float) -> Span:
    low = at - {Side.START: 0, Side.MIDDLE: width / 2, Side.END: width}[side]
    return low, low + width


def _fits(span: Span, taken: Sequence[Span]) -> bool:
    return span[0] >= MARGINS[0] and span[1] <= MARGINS[1] and _is_free(span, taken)


def _is_free(span: Span, taken: Sequence[Span]) -> bool:
    return all(span[1] <= other[0] or span[0] >= other[1] for other in taken)
