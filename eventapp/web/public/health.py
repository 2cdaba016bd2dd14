"""What monitoring asks: is it alive, and is it ready?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from eventapp.database import migrations
from eventapp.queries import health
from eventapp.web.clock import now

blueprint = Blueprint("public_health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer that the web server runs."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer part by part what is in order; 503 if something is not."""
    parts = {"database": health.database_answers()}
    parts["migrations"] = parts["database"] and health.is_up_to_date(migrations().get_heads())
    parts["worker"] = parts["migrations"] and health.mail_moves(now())
    words = {name: "ok" if in_order else "failed" for name, in_order in parts.items()}
    fine = all(parts.values())
    return jsonify({"status": "ok" if fine else "failed", "parts": words}), 200 if fine else 503
