"""The store: sessions, their events and seats, and the rules they are played with. It knows no rules of play."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from zlib import crc32

from sqlalchemy import delete, func, insert, select, update

from exercise.play.record import AnyEvent
from exercise.sessions.database import PATIENCE, Database
from exercise.sessions.erasing import erase_traces, owe_erasure
from exercise.sessions.errors import NoSuchSeat
from exercise.sessions.opening import bring_up
from exercise.sessions.rows import (
    History,
    Seat,
    Session,
    append_to,
    gone,
    history_in,
    keep_rules,
    seat_in,
    seats_in,
    untouched_in,
)
from exercise.sessions.schema import RulesRow, SeatRow, SessionRow

Judge = Callable[[History], Sequence[AnyEvent]]


class Store:
    """Plays in one database. Every method raises StoreUnavailable where the database fails, and then stores nothing.

    What a method returned from is on the disk.
    """

    def __init__(self, where: str | Path = "", patience: float = PATIENCE) -> None:
        """Open a database, and make or upgrade it; see `Database` for `where` and `patience`."""
        self.database = Database(where, patience)
        try:
            bring_up(self.database)
        except BaseException:
            self.database.close()
            raise

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def begin(self, session: Session, seat: Seat, files: Mapping[str, bytes], events: Sequence[AnyEvent]) -> Seat:
        """Store a new session with its rules, its seat and its first events, all or nothing.

        Where this owner has the same session already and did nothing in it, that one is taken: its seat gets the new
        code and is given back, so that a second click on Start starts nothing.
        """
        with self.database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(crc32(seat.owner.encode()))))
            untouched = untouched_in(connection, session, seat.owner)
            if untouched is not None:
                changed = update(SeatRow).where(SeatRow.id == untouched.id).values(code=seat.code)
                connection.execute(changed)
                return untouched
            keep_rules(connection, session.digest, files)
            connection.execute(insert(SessionRow).values(asdict(session)))
            connection.execute(insert(SeatRow).values(asdict(seat)))
            append_to(connection, session.id, 0, events)
        return seat

    def append(self, session: str, judge: Judge, token: str | None = None) -> History:
        """Append what `judge` answers to the history as it stands, as the session's only writer; give the new history.

        What the judge raises goes through, and nothing is stored. `token`, where given, must still hold a seat there.
        Raises NoSuchSeat where the session or the seat is gone.
        """
        with self.database.writing() as connection:
            # SQLite has one writer anyhow; PostgreSQL makes others wait for this row.
            connection.execute(select(SessionRow.id).where(SessionRow.id == session).with_for_update())
            if token is not None and seat_in(connection, token).session != session:
                raise gone()
            history = history_in(connection, session, self.database.place)
            events = tuple(judge(history))
            at = append_to(connection, session, len(history.record), events)
        return History(history.session, history.record + events, history.times + (at,) * len(events))

    def history(self, session: str) -> History:
        """Give a session and all that happened in it; raises NoSuchSeat where it is gone."""
        with self.database.reading() as connection:
            return history_in(connection, session, self.database.place)

    def seat(self, token: str) -> Seat:
        """Give the seat that a token holds; raises NoSuchSeat."""
        with self.database.reading() as connection:
            return seat_in(connection, token)

    def seated(self, token: str) -> History:
        """Give the session in which a token holds a seat; raises NoSuchSeat."""
        with self.database.reading() as connection:
            return history_in(connection, seat_in(connection, token).session, self.database.place)

    def seats_of(self, owner: str) -> tuple[Seat, ...]:
        """Give the seats that a browser holds, of the newest session first."""
        with self.database.reading() as connection:
            return seats_in(connection, SeatRow.owner == owner)

    def move_seat(self, code: str, owner: str, token_of: Callable[[str], str]) -> Seat:
        """Give the seat of a code to another browser; the token it had ends. Raises NoSuchSeat for an unknown code."""
        with self.database.writing() as connection:
            seats = seats_in(connection, SeatRow.code == code)
            if not seats:
                raise NoSuchSeat("no play has this code", "look at it again: eight letters and digits, no O, I, L or U")
            seat = Seat(seats[0].id, seats[0].session, token_of(seats[0].id), code, owner)
            changed = update(SeatRow).where(SeatRow.id == seat.id).values(token=seat.token, owner=owner)
            connection.execute(changed)
        return seat

    def change_code(self, token: str, code: str) -> None:
        """Give the seat of a token a new code; the old one ends. Raises NoSuchSeat."""
        with self.database.writing() as connection:
            changed = connection.execute(update(SeatRow).where(SeatRow.token == token).values(code=code))
            if changed.rowcount == 0:
                raise gone()

    def rules(self, digest: str) -> dict[str, bytes]:
        """Give the files of a digest by their names; none where it was never played here."""
        with self.database.reading() as connection:
            rows = connection.execute(select(RulesRow.file, RulesRow.content).where(RulesRow.digest == digest))
            return {row.file: row.content for row in rows}

    def erase(self, session: str) -> bool:
        """Delete a session with its events and seats; rules stay.

        True says that no trace is left in the database's files. False says that somebody is reading just now, or that
        the disk is full: the play is gone, and its traces go with the next deletion or when the database is opened
        next. PostgreSQL frees the rows; what its own files and logs remember is for its keeper to say, so False.
        """
        with self.database.writing() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.id == session))
            if self.database.file is not None:
                owe_erasure(connection)
        return self.database.file is not None and erase_traces(self.database)
