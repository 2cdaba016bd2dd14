"""What can go wrong at a hand-over, by what has to be done next."""


class HandOverError(Exception):
    """A mail was not handed over; the text is what the other side said."""


class Refused(HandOverError):
    """This mail will never be accepted; the next one may be."""


class Later(HandOverError):
    """This mail was not accepted now; trying again does no harm."""


class Unreachable(Later):
    """No mail can be handed over now."""


class Away(Unreachable):
    """There is nobody to hand mails to; once there is, all that waited can go at once."""


class Unsure(HandOverError):
    """The other side had the whole mail and did not say whether it took it."""
