"""What an error means to its reader: what happened, what was kept, what to do."""

from math import ceil

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException, TooManyRequests

from eventapp.rules.trouble import Trouble

TROUBLES = {
    Trouble.FULL: (
        _l("Our disk is full"),
        _l(
            "Nothing was saved just now, not even in part. Everything saved before is still "
            "there. Try again in a few minutes. Does it keep happening? Tell whoever looks after "
            "this server that it can no longer write."
        ),
    ),
    Trouble.BUSY: (
        _l("Too busy to save this now"),
        _l(
            "Nothing was saved just now, not even in part. Everything saved before is still "
            "there. Wait half a minute and try again."
        ),
    ),
    Trouble.AWAY: (
        _l("Our database does not answer"),
        _l(
            "Nothing was saved in part. Wait a minute, check whether this was saved, and try "
            "again if it was not."
        ),
    ),
}
CODES = {
    400: (
        _l("Part of what you sent cannot be stored"),
        _l(
            "It contains a character that is not text. Nothing was saved. Go back and type it "
            "again."
        ),
    ),
    401: (
        _l("Log in first"),
        _l("This page is for organisers. Log in and open the address again."),
    ),
    403: (
        _l("You may not do this"),
        _l(
            "Nothing was changed. Ask an owner of the network to do it, or to give you more rights."
        ),
    ),
    404: (
        _l("This page does not exist"),
        _l(
            "The address is wrong, or what was here is gone. Check the address, or start from "
            "the front page."
        ),
    ),
    405: (_l("This does not work here"), _l("Nothing was changed. Go back and use the button.")),
    410: (
        _l("This link no longer works"),
        _l("Look in the newest email from us for a link that works."),
    ),
    413: (
        _l("This is too much at once"),
        _l(
            "Nothing was saved. A file may be 10 MB at most, and a text two million characters. "
            "Go back and send less."
        ),
    ),
    429: (
        _l("Too many attempts"),
        _l("Wait a few minutes and try again. Nothing was changed."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l(
            "Nothing was saved in part. Try again in a minute. Does it keep happening? Tell the "
            "organisers what you did."
        ),
    ),
}
OTHER = (_l("This did not work"), _l("Nothing was changed. Go back and try again."))


def words_of(error: HTTPException) -> tuple[object, object]:
    """Say what an error means; for too many tries also how long to wait."""
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        minutes = ceil(error.retry_after / 60)
        return CODES[429][0], ngettext(
            "Wait %(num)d minute and try again. Nothing was changed.",
            "Wait %(num)d minutes and try again. Nothing was changed.",
            minutes,
        )
    return words(error.code or 500)


def words(code: int) -> tuple[object, object]:
    """Say what an error code means, and what to do."""
    return CODES.get(code, OTHER)
