"""The cookie in which a visitor's login and language are kept."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


def init_app(app: Flask) -> None:
    """Open sessions by our way."""
    app.session_interface = Sessions()


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but for who sends no cookie nothing is unsealed: calendars, phones, invitees."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Give what the cookie holds, or an empty session."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)
