"""What is made once for an installation."""

from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Base, Sealed


class Installation(Base):
    """The one row of keys that outlive SECRET_KEY: from ``badge_key`` every badge is derived."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_key: Mapped[bytes] = mapped_column(Sealed)
