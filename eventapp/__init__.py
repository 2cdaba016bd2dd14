"""Olievlek: the event app of a regional employers' network."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from config import Config
from eventapp import cli, jobs, web
from eventapp.database import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(config: Config) -> Flask:
    """Assemble the application from one configuration."""
    app = Flask(__name__, instance_path=str(config.instance_path))
    app.extensions["config"] = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config),
    )
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    web.init_app(app, config)
    jobs.init_app(app)
    cli.init_app(app)
    return app


def engine_options(config: Config) -> dict[str, object]:
    """Give every request thread a connection of its own, and keep what is stored out of the log."""
    options: dict[str, object] = {
        "pool_size": config.threads,
        "max_overflow": 8,
        "hide_parameters": True,
    }
    if not config.database_url.startswith("sqlite"):
        options["pool_pre_ping"] = True
    return options
