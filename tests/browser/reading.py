"""Whether the order in which Tab comes past the controls is the order in which one reads them."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

ROW = 60  # px: controls beside each other may stand this much higher or lower
CONTROLS = Path(__file__).with_suffix(".js").read_text().rstrip(";\n")


@dataclass(frozen=True)
class Control:
    """A control with its place on the page, in px."""

    name: str
    ahead: bool  # it asks to come before what stands above it
    urgent: bool  # it is read before all the rest, wherever it stands
    left: float
    right: float
    top: float
    bottom: float

    def follows(self, other: "Control") -> bool:
        """Tell whether reading on leads here: down, along the row, or to a column on the right."""
        if other.urgent or self.left >= other.right - 1:
            return True
        return self.top > other.top - ROW


def backward(page: Page) -> list[str]:
    """Name what Tab reaches only by jumping back, in words."""
    controls = [Control(**one) for one in page.evaluate(CONTROLS)]
    assert controls, f"{page.url}: nothing to reach"
    jumps = [
        f"from {one.name} back up to {other.name}"
        for one, other in pairwise(controls)
        if not other.follows(one)
    ]
    return jumps + [f"{one.name} comes before its turn" for one in controls if one.ahead]
