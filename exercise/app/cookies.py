"""The two cookies of a browser, who it is and where it sits, and the two pages it is sent to.

Both cookies are HttpOnly; only `routes.py` sets them.
"""

from __future__ import annotations

from typing import Final

from exercise.sessions.seats import SHORTEST_OWNER

OWNER_COOKIE: Final = "exercise-owner"
SEAT_COOKIE: Final = "exercise-seat"
HOME: Final = "/"
PLAYS: Final = "/my-plays"


def trusted(secret: str | None) -> str | None:
    """Give a browser's secret back, None for one that was never given out because it is too short."""
    return secret if secret and len(secret) >= SHORTEST_OWNER else None
