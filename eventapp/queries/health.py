"""Whether the database answers, and has the tables of this version."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from eventapp.database import db


def database_answers() -> bool:
    """Tell whether the database can be read."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def is_up_to_date(heads: Collection[str]) -> bool:
    """Tell whether the newest migrations have run."""
    try:
        found = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return set(found) == set(heads)
