"""The board of a turn: areas, the ways between them, and the contingent's counter where the plan puts it."""

from __future__ import annotations

from functools import lru_cache

from exercise.play.plan import Choice
from exercise.sessions.position import Play
from exercise.words import say

SYMBOL_SIZE = 26


@lru_cache(maxsize=256)
def symbol_svg(code: str) -> str:
    """Give the APP-6 symbol of a code of twenty digits as SVG; a code that says nothing gives the empty text."""
    # Its drawing rules take half a second to load.
    from milsymbol import Symbol  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    symbol = Symbol(code, size=SYMBOL_SIZE)
    return str(symbol.as_svg()) if symbol.is_valid() else ""


def board_of(play: Play) -> dict[str, object] | None:
    """Give what the component draws, with where the plan stands already; None where the scenario has no board.

    `places` and `sizes` name the decisions that move and size the counter; `at` and `symbols` go by their options.
    """
    board = play.scenario.frame.board
    if board is None:
        return None
    sized = play.scenario.decision(board.counters.decision)
    return {
        "areas": [{"id": area.id, "label": area.label, "x": area.x, "y": area.y} for area in board.areas],
        "routes": [list(route) for route in board.routes],
        "starts": board.starts,
        "places": board.places.decision,
        "at": board.places.at,
        "sizes": board.counters.decision,
        "unsized": symbol_svg(board.counters.unsized),
        "symbols": {option: symbol_svg(code) for option, code in board.counters.symbols.items()},
        "named": {option.id: option.label for option in sized.options},
        "placed": _one(play.situation.plan.get(board.places.decision)),
        "sized": _one(play.situation.plan.get(board.counters.decision)),
        "words": {
            "stands": say("Board. The contingent stands at: {area}."),
            "sized": say("Board. The contingent, {size}, stands at: {area}."),
        },
    }


def _one(choice: Choice | None) -> str:
    return choice if isinstance(choice, str) else ""
