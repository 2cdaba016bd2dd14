"""The form in which an organiser records what somebody said by phone."""

from eventapp.web.invitee.forms import AnswerForm


class RecordForm(AnswerForm):
    """The same questions; an organiser's form relies on a cookie, so it needs its CSRF token."""

    class Meta:
        csrf = True
