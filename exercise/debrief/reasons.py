"""Why a line stands in a ledger: an author's reason as it was written, one of the program's own as people read it."""

from __future__ import annotations

from exercise.play.ledger import SCALE, SHIFT, LedgerLine
from exercise.scenario.model import Scenario
from exercise.words import say


def reason_text(scenario: Scenario, line: LedgerLine) -> str:
    """Give the reason of a ledger line; what no author wrote, since no row of a table says it, is said here.

    Those are the lines of `scale_line` and `shift_line` in the rules of play, which know no language.
    """
    measure = next(each for each in scenario.frame.measures if each.id == line.measure)
    if line.table == SCALE and line.rule == f"{measure.id}.{SCALE}":
        return say(
            "The scale ends at {least} and {most}; this line brings the sum back onto it.",
            least=measure.scale.least,
            most=measure.scale.most,
        )
    table = scenario.tables.get(line.rule.removesuffix(f".{SHIFT}"))
    if line.table == SHIFT and table is not None:
        return say("This table may move the measure by at most {points}.", points=table.max_shift)
    return line.because
