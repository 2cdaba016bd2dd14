"""What monitoring asks: is it alive, and is it ready?"""

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

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
    parts["migrations"] = parts["database"] and health.is_up_to_date(newest_migrations())
    parts["worker"] = parts["migrations"] and health.mail_moves(now())
    words = {name: "ok" if in_order else "failed" for name, in_order in parts.items()}
    fine = all(parts.values())
    return jsonify({"status": "ok" if fine else "failed", "parts": words}), 200 if fine else 503


def newest_migrations() -> list[str]:
    """Name the migrations that this version of the program knows as its last."""
    return ScriptDirectory(str(current_app.extensions["migrate"].directory)).get_heads()
