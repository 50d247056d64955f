"""Rows of the store as typed things, read and written over a connection in whatever transaction is open on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, bindparam, exists, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from exercise.play.record import RECORD, AnyEvent, Record
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.schema import EventRow, RulesRow, SeatRow, SessionRow

# Built once: every page asks these.
_ABOUT = select(SessionRow.scenario, SessionRow.digest, SessionRow.variant, SessionRow.started).where(
    SessionRow.id == bindparam("session")
)
_EVENTS = select(EventRow.at, EventRow.body).where(EventRow.session == bindparam("session")).order_by(EventRow.seq)
_SEATS = (
    select(SeatRow.id, SeatRow.session, SeatRow.token, SeatRow.code, SeatRow.owner)
    .join(SessionRow, SessionRow.id == SeatRow.session)
    .order_by(SessionRow.started.desc(), SeatRow.id)
)
_SEATED = _SEATS.where(SeatRow.token == bindparam("held"))


@dataclass(frozen=True, slots=True)
class Session:
    """What a session is, from its first moment to its last."""

    id: str
    scenario: str
    digest: str
    variant: str | None
    started: datetime


@dataclass(frozen=True, slots=True)
class History:
    """A session and all that happened in it; `times` has the moment of each event, in UTC."""

    session: Session
    record: Record
    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at a session; token, code and owner are fingerprints."""

    id: str
    session: str
    token: str
    code: str
    owner: str


def gone() -> NoSuchSeat:
    """Say that a session, or the seat in it, is not there for whoever asks."""
    return NoSuchSeat("this play is not here any more", "look at your plays, or type its rejoin code on this device")


def history_in(connection: Connection, session: str, place: str) -> History:
    """Give a session and its events; raises NoSuchSeat where it is gone, StoreUnavailable where it cannot be read."""
    row = connection.execute(_ABOUT, {"session": session}).one_or_none()
    if row is None:
        raise gone()
    rows = connection.execute(_EVENTS, {"session": session}).all()
    try:
        record = RECORD.validate_python([body for _, body in rows])
    except ValidationError as error:
        seen = f"{error.error_count()} faults, the first in event {int(error.errors()[0]['loc'][0]) + 1}"
        mend = "use the version of this program that wrote it, or put a copy back"
        raise StoreUnavailable(place, "a play in it cannot be read", seen, mend) from None
    return History(Session(session, *row), record, tuple(at for at, _ in rows))


def append_to(connection: Connection, session: str, after: int, events: Sequence[AnyEvent]) -> datetime:
    """Append events behind the `after` there are, and give the moment they carry."""
    at = datetime.now(UTC)
    rows = [
        {"session": session, "seq": seq, "at": at, "body": each.model_dump(mode="json")}
        for seq, each in enumerate(events, start=after + 1)
    ]
    if rows:
        connection.execute(insert(EventRow), rows)
    return at


def keep_rules(connection: Connection, digest: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a digest, once; sorted, so that two who keep the same wait for each other in one order."""
    rows = [{"digest": digest, "file": name, "content": files[name]} for name in sorted(files)]
    known = connection.execute(select(exists().where(RulesRow.digest == digest))).scalar()
    if rows and not known:
        insert_once = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert_once(RulesRow).on_conflict_do_nothing(), rows)


def seats_in(connection: Connection, *where: ColumnElement[bool]) -> tuple[Seat, ...]:
    """Give the seats for which everything in `where` holds, of the newest session first."""
    return tuple(Seat(*row) for row in connection.execute(_SEATS.where(*where)))


def seat_in(connection: Connection, token: str) -> Seat:
    """Give the seat that a token holds; raises NoSuchSeat."""
    row = connection.execute(_SEATED, {"held": token}).one_or_none()
    if row is None:
        raise gone()
    return Seat(*row)


def untouched_in(connection: Connection, like: Session, owner: str) -> Seat | None:
    """Give this owner's seat in a session of the same scenario, rules and variant where nothing was done yet."""
    done = exists().where(EventRow.session == SessionRow.id, EventRow.seq > 1)
    same = (SessionRow.scenario == like.scenario, SessionRow.digest == like.digest, ~done)
    found = seats_in(connection, SeatRow.owner == owner, SessionRow.variant.is_not_distinct_from(like.variant), *same)
    return found[0] if found else None
