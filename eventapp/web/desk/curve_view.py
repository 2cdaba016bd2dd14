"""The curve of people who come, as lines of an SVG and as rows of a table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from eventapp.models.event import Event
from eventapp.queries import curve as queries
from eventapp.rules.curve import Curve, Mark, Tick, curve, gridlines, ticks
from eventapp.rules.event import last_in_time
from eventapp.rules.zones import to_local
from eventapp.web.numbers import FROM, number

WIDTH, HEIGHT = 880, 356
LEFT, RIGHT, TOP, BOTTOM = 44, 130, 24, 104
WEEK = 7
FIGURE = 24  # its height, and on a phone more
FIGURE_ON_PHONE = 36
DIGIT = 30  # its width on a phone


@dataclass(frozen=True)
class Label:
    """A text in the drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Day:
    """A day named below the axis, see ``Tick``: its date and what it is."""

    x: float
    text: str
    word: str
    side: str | None
    is_crowded: bool
    needs_desk: bool


@dataclass(frozen=True)
class Drawing:
    """Everything the template draws; coordinates are of a view box of WIDTH by HEIGHT."""

    line: str
    area: str
    before: str
    end: Label
    figure_y: float
    before_end: Label | None
    capacity: Label | None
    grid: list[Label]
    is_large: bool
    axis_y: float
    days: list[Day]
    rows: list[tuple[str, int | None, int | None]]
    before_year: int | None
    before_name: str


def drawn(event: Event, moment: datetime) -> Drawing | None:
    """Draw how many come by now beside the event like it before; None when nobody comes yet."""
    earlier = queries.one_like_it_before(event)
    places = queries.places_by_day({event.id, *([earlier.id] if earlier else [])})
    day, today = _day(event), to_local(moment, event.time_zone).date()
    ours = curve(places.get(event.id, {}), event_day=day, today=today)
    if ours is None:
        return None
    theirs = (
        curve(places.get(earlier.id, {}), event_day=_day(earlier), today=today) if earlier else None
    )
    scale = _Scale(ours, theirs, event.capacity or 0)
    closing = to_local(last_in_time(event.answer_before, event.starts_at), event.time_zone).date()
    named = ticks(first=scale.first, today=(today - day).days, closes=(closing - day).days)
    words = {tick.day: _word(tick, closed=closing < today) for tick in named}
    return Drawing(
        line=scale.path(ours),
        area=f"{scale.path(ours)}V{scale.y(0)}H{scale.x(ours.first)}Z",
        before=scale.path(theirs) if theirs else "",
        end=Label(scale.x(ours.last), scale.y(ours.totals[-1]), number(ours.totals[-1])),
        figure_y=scale.figure_y(ours, theirs, event.capacity),
        before_end=_end_of(scale, theirs),
        capacity=Label(WIDTH - RIGHT, scale.y(event.capacity), "") if event.capacity else None,
        grid=[Label(LEFT, scale.y(one), number(one)) for one in scale.lines],
        is_large=scale.lines[-1] >= FROM,
        axis_y=scale.y(0),
        days=_days(scale, named, words, day),
        rows=_rows(ours, theirs, words, day),
        before_year=_day(earlier).year if earlier and theirs else None,
        before_name=_name(earlier) if earlier and theirs else "",
    )


class _Scale:
    """Turns days and numbers into places of the drawing."""

    def __init__(self, ours: Curve, theirs: Curve | None, capacity: int) -> None:
        every = [ours, *([theirs] if theirs else [])]
        self.first = min(one.first for one in every)
        self.lines = gridlines(max(capacity, *(max(one.totals) for one in every)))

    def x(self, day: int) -> float:
        room = WIDTH - LEFT - RIGHT
        return round(LEFT + room * (day - self.first) / max(1, -self.first), 1)

    def y(self, total: int) -> float:
        room = HEIGHT - TOP - BOTTOM
        return round(HEIGHT - BOTTOM - room * total / max(1, self.lines[-1]), 1)

    def figure_y(self, ours: Curve, theirs: Curve | None, capacity: int | None) -> float:
        """Put the figure where no line crosses it and no day stands: above its dot if it can."""
        end, room = self.y(ours.totals[-1]), 14 + DIGIT * len(number(ours.totals[-1]))
        own = self._heights(ours, ours.last, room)
        lines = [*own, *(self._heights(theirs, ours.last, room) if theirs else [])]
        lines += [self.y(capacity)] if capacity is not None else []
        for y in (end - 14, end + 14 + FIGURE, max(own) + 14 + FIGURE):
            if y < self.y(0) and not any(y - FIGURE_ON_PHONE < line < y + 4 for line in lines):
                return y
        return min(lines) - 10

    def _heights(self, one: Curve, day: int, room: float) -> list[float]:
        """Give the heights of a line near a day, up to the first day beyond the room."""
        room += self.x(1) - self.x(0)
        return [
            self.y(total)
            for number, total in enumerate(one.totals, one.first)
            if abs(self.x(number) - self.x(day)) <= room
        ]

    def path(self, one: Curve) -> str:
        points = (f"{self.x(one.first + n)} {self.y(total)}" for n, total in enumerate(one.totals))
        return "M" + "L".join(points)


def _name(event: Event) -> str:
    """Name an event so that it is told from another of the same name."""
    year = str(_day(event).year)
    return event.title if year in event.title else f"{event.title} ({year})"


def _end_of(scale: _Scale, theirs: Curve | None) -> Label | None:
    if theirs is None:
        return None
    return Label(WIDTH - RIGHT, scale.y(theirs.totals[-1]), number(theirs.totals[-1]))


def _days(scale: _Scale, named: list[Tick], words: dict[int, str], day: date) -> list[Day]:
    return [
        Day(
            x=scale.x(tick.day),
            text=format_date(day + timedelta(days=tick.day), "d MMM"),
            word=words[tick.day],
            side=tick.side.value if tick.side else None,
            is_crowded=tick.is_crowded,
            needs_desk=tick.needs_desk,
        )
        for tick in named
    ]


def _word(tick: Tick, *, closed: bool) -> str:
    """Say what a day is; the ends of the axis speak for themselves."""
    if {Mark.TODAY, Mark.CLOSES} <= set(tick.marks):
        return str(_("closes today"))
    if Mark.TODAY in tick.marks:
        return str(_("today"))
    if Mark.CLOSES in tick.marks:
        return str(_("closed") if closed else _("closes"))
    return ""


def _rows(
    ours: Curve, theirs: Curve | None, words: dict[int, str], day: date
) -> list[tuple[str, int | None, int | None]]:
    """Give a row a week, one for the last day, and one for each day that has a word."""
    last = max(ours.last, theirs.last if theirs else ours.last)
    first = min(ours.first, theirs.first if theirs else 0)
    chosen = {*range(first, last, WEEK), last, *(one for one, word in words.items() if word)}
    return [
        (
            ", ".join(
                filter(
                    None,
                    (format_date(day + timedelta(days=one), "d MMMM"), words.get(one)),
                )
            ),
            ours.at(one),
            theirs.at(one) if theirs else None,
        )
        for one in sorted(chosen)
    ]


def _day(event: Event) -> date:
    return to_local(event.starts_at, event.time_zone).date()
