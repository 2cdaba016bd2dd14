from typing import NamedTuple
class PersonName(NamedTuple):
    given: str
    infix: str
    family: str
    @property
    def full(self) -> str:
        return " ".join(p for p in self if p)
def split_name(t): p=t.split(); return PersonName(p[0], " ".join(p[1:-1]), p[-1])
def fold(t): return t.casefold()
