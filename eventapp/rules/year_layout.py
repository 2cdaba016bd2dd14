"""Where the drops of a year and their names stand, so that none hides another.

The line is 73 columns of five days wide; the numbers are of the narrowest line that is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

COLUMNS = 73
OVER = 3  # columns that a name at the end of the line may use of the margin of the page
NARROWEST = 1080  # pixels; below that the year is a list
RADIUS = {"small": 11, "middle": 14, "large": 22}
NEXT_RADIUS, NEXT_ROUND = 26, 52  # with its rings
CROWDED_RADIUS, CROWDED_ROUND = 12, 24
LEVELS = 3  # on the line, and above it
GAP = 3
NAME, NEXT_NAME, WIDEST = 6, 7, 13
APART, NARROW = 1, 3  # free columns between two names, and what it costs to have none
DAYS = 5  # in a column
LEFT_OUT, NEXT_WEIGHT = 100, 10


@dataclass(frozen=True)
class Mark:
    """One event: how far into the year it is (0 to 1), how large, and whether it comes next."""

    at: float
    size: str = "middle"
    is_next: bool = False


@dataclass(frozen=True)
class Spot:
    """Where a drop and its name stand.

    ``reach`` is the radius with the rings around it. ``level`` 0 is on the line; ``row`` 0 is
    right below it. The name fills ``width`` columns from ``column`` on (the first is 1); ``ends``
    says that it ends at its drop instead of beginning there. ``inset`` is how many days a name
    with room to spare is moved inward, so that it begins or ends right at its drop.
    """

    radius: int
    reach: int
    level: int
    row: int
    column: int
    width: int
    ends: bool
    inset: int


def lay_out(marks: Sequence[Mark]) -> list[Spot]:
    """Place the drops of one year, given in order of date."""
    crowded = _is_crowded(marks)
    levels = _levels(marks, crowded)
    names = _names(marks)
    return [
        Spot(
            _radius(mark, crowded),
            _round(mark, crowded),
            level,
            name.row,
            name.first,
            name.width,
            name.ends,
            _inset(mark, name),
        )
        for mark, level, name in zip(marks, levels, names, strict=True)
    ]


def _pixels(mark: Mark) -> float:
    return mark.at * NARROWEST


def _is_crowded(marks: Sequence[Mark]) -> bool:
    """Tell whether another drop would lie in the wide rings of the next event."""
    coming = [mark for mark in marks if mark.is_next]
    return any(
        abs(_pixels(mark) - _pixels(one)) < NEXT_ROUND + RADIUS[mark.size] + GAP
        for one in coming
        for mark in marks
        if mark is not one
    )


def _radius(mark: Mark, crowded: bool) -> int:
    """Give the size that says how many places there are, on the line and above it."""
    if mark.is_next:
        return CROWDED_RADIUS if crowded else NEXT_RADIUS
    return RADIUS[mark.size]


def _round(mark: Mark, crowded: bool) -> int:
    """Give the room a drop takes to each side, with its rings."""
    if mark.is_next:
        return CROWDED_ROUND if crowded else NEXT_ROUND
    return _radius(mark, crowded)


def _levels(marks: Sequence[Mark], crowded: bool) -> list[int]:
    """Leave the next event on the line, and raise what would lie over another drop."""
    levels: dict[int, int] = {}
    for number in sorted(range(len(marks)), key=lambda number: not marks[number].is_next):
        free = (
            level
            for level in range(LEVELS)
            if all(
                abs(_pixels(marks[number]) - _pixels(marks[other]))
                >= _round(marks[number], crowded) + _round(marks[other], crowded) + GAP
                for other, taken in levels.items()
                if taken == level
            )
        )
        levels[number] = next(free, number % LEVELS)
    return [levels[number] for number in range(len(marks))]


@dataclass(frozen=True)
class _Name:
    """The columns of a name, from ``first`` to ``last``, both included."""

    row: int
    first: int
    last: int
    ends: bool

    @property
    def width(self) -> int:
        return self.last - self.first + 1


def _names(marks: Sequence[Mark]) -> list[_Name]:
    """Fill row after row: as many names as possible in each, in order of date, then wider."""
    placed: dict[int, _Name] = {}
    left = list(range(len(marks)))
    row = 0
    while left:
        placed |= _fill_row(marks, left, row)
        left = [number for number in left if number not in placed]
        row += 1
    for number in placed:
        others = [name for other, name in placed.items() if other != number]
        placed[number] = _widened(placed[number], others)
    return [placed[number] for number in range(len(marks))]


def _inset(mark: Mark, name: _Name) -> int:
    """Count the days between a drop and the near edge of its column; narrow names need them all."""
    here = min(COLUMNS, int(mark.at * COLUMNS) + 1)
    days = round((mark.at * COLUMNS + 1 - here) * DAYS)
    if name.width <= (NEXT_NAME if mark.is_next else NAME):
        return 0
    if name.ends:
        return DAYS - days if name.last == here else 0
    return days if name.first == here else 0


def _fill_row(marks: Sequence[Mark], numbers: Sequence[int], row: int) -> dict[int, _Name]:
    """Choose the cheapest way to put names in one row; leaving one out costs most.

    ``best`` holds, for each last column that can be reached, what that costs and the names.
    """
    best: dict[int, tuple[int, dict[int, _Name]]] = {0: (0, {})}
    for number in numbers:
        mark = marks[number]
        left_out = LEFT_OUT * (NEXT_WEIGHT if mark.is_next else 1)
        reached: dict[int, tuple[int, dict[int, _Name]]] = {}
        for last, (cost, names) in best.items():
            _keep_cheapest(reached, last, cost + left_out, names)
            for name, price in _choices(mark, row):
                if name.first > last:
                    tight = NARROW if last and name.first <= last + APART else 0
                    both = {**names, number: name}
                    _keep_cheapest(reached, name.last, cost + price + tight, both)
        best = reached
    return min(best.values(), key=lambda found: found[0])[1]


def _keep_cheapest(
    reached: dict[int, tuple[int, dict[int, _Name]]], last: int, cost: int, names: dict[int, _Name]
) -> None:
    if last not in reached or cost < reached[last][0]:
        reached[last] = (cost, names)


def _choices(mark: Mark, row: int) -> Iterator[tuple[_Name, int]]:
    """Offer the places at a drop: from it on, up to it, right beside it, or below it.

    Before a name stands below its drop, it begins at it and runs into the margin of the page.
    """
    here = min(COLUMNS, int(mark.at * COLUMNS) + 1)
    width = NEXT_NAME if mark.is_next else NAME
    lefts = [0, width - 1, width, -1, *range(1, width - 1)]
    names = [
        _Name(row, here - left, here - left + width - 1, ends=left > width // 2) for left in lefts
    ]
    over = _Name(row, here, here + width, ends=False)
    names.insert(lefts.index(1), over)
    for price, name in enumerate(names):
        if name.first >= 1 and name.last <= COLUMNS + (OVER if name is over else 0):
            yield name, price


def _widened(name: _Name, others: Sequence[_Name]) -> _Name:
    """Let a name grow away from its drop, as far as its neighbours and the line allow."""
    while name.width < WIDEST:
        grown = (
            replace(name, first=name.first - 1) if name.ends else replace(name, last=name.last + 1)
        )
        inside = grown.first >= 1 and grown.last <= COLUMNS
        if not inside or any(_meet(grown, other) for other in others):
            return name
        name = grown
    return name


def _meet(one: _Name, other: _Name) -> bool:
    near = one.first <= other.last + APART and other.first <= one.last + APART
    return one.row == other.row and near
