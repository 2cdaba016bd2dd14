"""How the number of people who come grows towards the day, beside an earlier event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 90  # days before the event
ROUND = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
LINES = 4


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
