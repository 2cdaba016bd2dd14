"""The mails about accounts; they go through the outbox like every other mail."""

from typing import Any

from flask_security import MailUtil


class AccountMail(MailUtil):  # type: ignore[misc]  # Flask-Security is untyped
    """Hands the mails of Flask-Security to the outbox."""

    def send_mail(self, template: str, *_rendered: Any, **context: Any) -> None:
        """Queue a mail about somebody's account."""
