"""The form in which an organiser records what somebody said by phone."""

from flask_babel import gettext as _

from eventapp.web.invitee.forms import AnswerForm


class RecordForm(AnswerForm):
    """The same questions; an organiser's form relies on a cookie, so it needs its CSRF token."""

    class Meta:
        csrf = True

    def too_many_words(self) -> str:
        """Say how many may come along, to who answers for somebody else."""
        if not self.companions_max:
            return super().too_many_words()
        return str(
            _("At most %(number)d may come along. Remove the others.", number=self.companions_max)
        )
