"""Who may do what in a network."""

from enum import StrEnum


class Role(StrEnum):
    """What a member is in a network; each role may do all that the later ones may."""

    OWNER = "owner"
    ORGANISER = "organiser"
    VIEWER = "viewer"


ORDER = list(Role)


def includes(role: Role, needed: Role) -> bool:
    """Tell whether a role may do what another one may."""
    return ORDER.index(role) <= ORDER.index(needed)
