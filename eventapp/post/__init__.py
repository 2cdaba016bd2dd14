"""The post: what is due in the outbox is written and handed over to the mail server."""

import os
import socket
import uuid
from collections.abc import Callable

from flask import Flask

from config import Config
from eventapp.database import transaction
from eventapp.post.clock import now
from eventapp.post.round import Round, Tally
from eventapp.post.writer import writing
from eventapp.services import delivery
from eventapp.transports import open_transport

__all__ = ["Tally", "hand_over_due", "now"]


def hand_over_due(app: Flask, stopping: Callable[[], bool] = lambda: False) -> Tally:
    """Hand over what is due, batch by batch, until nothing is or the worker has to stop."""
    config: Config = app.extensions["config"]
    worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[-80:]
    with app.app_context(), open_transport(config.mail_url) as transport, writing(app) as writer:
        with transaction():
            delivery.recover(now())
        round_ = Round(worker, config.mail_from, writer, transport, stopping)
        try:
            while not stopping() and round_.batch():
                pass
        finally:
            with transaction():
                delivery.release(worker)
                delivery.finish_mailings()
    return round_.tally
