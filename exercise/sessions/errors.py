"""What can go wrong between a page and its record, each in four parts: where, what, the value seen, what to do."""

from __future__ import annotations


class StoreUnavailable(Exception):  # noqa: N818 - named for what is wrong, as all errors of the house
    """The store cannot do what was asked; what was not acknowledged before is not stored by this call.

    `place` is the database, `what` is wrong, `seen` what the database said, `mend` what to do. Only a connection
    that breaks while a change is being confirmed leaves open whether it was stored: a reload shows.
    """

    def __init__(self, place: str, what: str, seen: str, mend: str) -> None:
        super().__init__(f"{place}: {what}; seen: {seen}; {mend}")
        self.place = place
        self.what = what
        self.seen = seen
        self.mend = mend


class NoSuchSeat(LookupError):  # noqa: N818
    """A token or a rejoin code that leads to no seat: never given, moved to another device, or its play deleted."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
        self.what = what
        self.mend = mend
