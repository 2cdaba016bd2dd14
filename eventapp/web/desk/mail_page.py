"""A mail in a frame of its own, in which nothing can run."""

from flask import Response, current_app

from config import Config

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "form-action 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    ]
)


def config() -> Config:
    """Give the settings of this installation."""
    found: Config = current_app.extensions["config"]
    return found


def goes_to_folder() -> bool:
    """Tell whether mail is put in a folder of this machine, so that nobody gets any."""
    return config().mail_folder is not None


def framed(html: str) -> Response:
    """Answer with the HTML of a mail; its links open beside the frame."""
    response = Response(_with_target(html), mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _with_target(html: str) -> str:
    before, head, after = html.partition("<head>")
    return f'{before}{head}<base target="_blank">{after}' if head else html


def nudge() -> None:
    """Tell a worker to look now, after a change that queued no new mail."""
    current_app.extensions["jobs"].nudge()
