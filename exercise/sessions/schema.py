"""The tables of the record. Rows of `event` are appended and never changed; the situation is stored nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# In their order; a database at the last one needs nothing done. A test holds this to the files of the migrations.
REVISIONS: Final = ("0001", "0002")

_FINGERPRINT = String(64)
_ID = String(32)


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn a moment into UTC; raises ValueError for one without a zone, which could mean any."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a zone; seen " + value.isoformat() + "; write datetime.now(UTC)"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the store; constraints have names, so that a migration can reach them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SessionRow(Base):
    """One run of a scenario, with the rules of one digest to its end."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    scenario: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(_FINGERPRINT)
    variant: Mapped[str | None] = mapped_column(String(200))
    started: Mapped[datetime] = mapped_column(UtcTime)


class EventRow(Base):
    """Something that happened in a session; `seq` counts from 1 without gaps."""

    __tablename__ = "event"

    session: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class SeatRow(Base):
    """A place at a session: SHA-256 of its token, its rejoin code and the browser that sits there, never themselves."""

    __tablename__ = "seat"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    session: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(_FINGERPRINT, unique=True)
    code: Mapped[str] = mapped_column(_FINGERPRINT, unique=True)
    owner: Mapped[str] = mapped_column(_FINGERPRINT, index=True)


class RulesRow(Base):
    """One file of the rules of one digest that was ever played; kept once."""

    __tablename__ = "rules"

    digest: Mapped[str] = mapped_column(_FINGERPRINT, primary_key=True)
    file: Mapped[str] = mapped_column(String(400), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
