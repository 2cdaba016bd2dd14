"""Tries per key and minute, shared by all workers."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Base


class Throttle(Base):
    """How often a key was tried in one minute; keys are digests, not addresses."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    tries: Mapped[int]
