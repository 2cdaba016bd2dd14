"""The table: a line a figure, and whether it reaches what it should."""

from dataclasses import dataclass

WIDTHS = {
    "what": -34,
    "database": -11,
    "rows": 8,
    "at": 4,
    "rate/s": 9,
    "floor/s": 9,
    "ratio": 6,
    "to small": 9,
    "p50 ms": 8,
    "p99 ms": 8,
    "CPU ms": 8,
    "floor's": 8,
    "stmts": 6,
    "failed": 7,
    "  target": -40,
}
SAME = 0.2  # a large register may make so much difference


def cells(*texts: object) -> str:
    """Set texts in columns; a negative width is set from the left."""
    pairs = zip(texts, WIDTHS.values(), strict=True)
    return "".join(f"{text!s:<{-w}}" if w < 0 else f"{text!s:>{w}}" for text, w in pairs).rstrip()


HEADER = cells(*WIDTHS)


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a figure should reach; None asks nothing."""

    rate: float | None = None
    ratio: float | None = None
    statements: int | None = None
    most: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        parts = [
            f">= {self.rate:.0f}/s" if self.rate else "",
            f">= {self.ratio} of floor" if self.ratio else "",
            f"<= {self.statements} stmts" if self.statements else "",
            f"<= {self.most:g} {self.unit}" if self.most else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure; rates per second, times in milliseconds, CPU of the web processes per request.

    ``small`` is the rate of the same row with few rows in the tables.
    """

    what: str
    database: str = ""
    rows: str = ""
    at: int | None = None
    rate: float | None = None
    floor: float | None = None
    small: float | None = None
    p50: float | None = None
    p99: float | None = None
    cpu: float | None = None
    floor_cpu: float | None = None
    statements: int | None = None
    failed: int | None = None
    amount: float | None = None
    target: Target = Target()

    @property
    def ratio(self) -> float | None:
        return self.rate / self.floor if self.rate and self.floor else None

    @property
    def to_small(self) -> float | None:
        return self.rate / self.small if self.rate and self.small else None

    @property
    def misses(self) -> list[str]:
        """Name what falls short."""
        target = self.target
        checks = {
            "rate": target.rate and (self.rate or 0) < target.rate,
            "ratio": target.ratio and self.ratio is not None and self.ratio < target.ratio,
            "stmts": target.statements and (self.statements or 0) > target.statements,
            target.unit: target.most and (self.amount or 0) > target.most,
            "to small": self.to_small is not None and self.to_small < 1 - SAME,
            "failed": bool(self.failed),
        }
        return [name for name, missed in checks.items() if missed]

    def __str__(self) -> str:
        wanted = str(self.target)
        if self.amount is not None:
            verdict = f"{self.amount:g} {self.target.unit}" + (f" ({wanted})" if wanted else "")
        else:
            verdict = wanted
        if wanted or self.misses:
            verdict += f": short in {', '.join(self.misses)}" if self.misses else ": met"
        return cells(
            self.what,
            self.database,
            self.rows,
            shown(self.at),
            shown(self.rate),
            shown(self.floor),
            shown(self.ratio, 2),
            shown(self.to_small, 2),
            shown(self.p50, 1),
            shown(self.p99, 1),
            shown(self.cpu, 2),
            shown(self.floor_cpu, 2),
            shown(self.statements),
            shown(self.failed),
            "  " + verdict,
        )


def shown(number: float | None, digits: int = 0) -> str:
    """Write a number, or nothing."""
    return "" if number is None else f"{number:.{digits}f}"
