"""Olievlek: the event app of a regional employers' network."""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from config import Config
from eventapp import cli, jobs, web
from eventapp.database import Peephole, db, session

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(config: Config) -> Flask:
    """Assemble the application from one configuration."""
    app = Flask(__name__, instance_path=str(config.instance_path))
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # no view is async
    app.extensions["config"] = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config),
    )
    db.init_app(app)
    with app.app_context():
        session.init_app(app, db.engine)
        app.extensions["peephole"] = Peephole(db.engine)
    app.extensions["migrate"] = LocalProxy(cache(flask_migrate))
    web.init_app(app, config)
    jobs.init_app(app)
    cli.init_app(app)
    return app


def flask_migrate() -> Any:
    """Prepare Flask-Migrate for who migrates or asks how far that is: a web process does not."""
    from flask_migrate import Migrate

    holder = Flask(__name__)
    Migrate(holder, db, directory=str(MIGRATIONS))
    return holder.extensions["migrate"]


def engine_options(config: Config) -> dict[str, object]:
    """Give every request thread a connection of its own, and keep what is stored out of the log."""
    return {"pool_size": config.threads, "max_overflow": 8, "hide_parameters": True}
