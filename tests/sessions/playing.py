"""A player that needs nobody: what it does next follows from where its play stands, so it goes on after anything."""

from exercise.play.plan import IllegalPlan
from exercise.play.record import (
    AnyEvent,
    DrawerOpened,
    InjectAnswered,
    Noted,
    SealOpened,
    StepReached,
    TurnCommitted,
    apply,
)
from exercise.play.situation import open_decisions, turn_plan
from exercise.sessions.position import Play
from exercise.sessions.service import Service

# Hebrew and Arabic with marks of direction, an emoji of several parts, a quote, a line break, a NUL: kept as typed.
HARD_TEXT = "שלום \u202eabc\u202c مرحبا 👩🏽‍🚀 'q'; DROP TABLE event;--\n\x00" + "é" * 9_900


def choices(play: Play) -> dict[str, str | tuple[str, ...]]:
    """The default of every decision of the next turn."""
    return {
        decision.id: () if decision.choose == "any" else decision.default or decision.option_ids[0]
        for decision in open_decisions(play.scenario, play.situation)
    }


def next_turn(play: Play) -> int:
    """The turn to be committed next."""
    return next(turn for turn in turn_plan(play.scenario, play.situation.variant) if turn not in play.situation.turns)


def commit(play: Play, reason: str = "") -> list[AnyEvent]:
    """What a page submits when the next turn is committed on it."""
    turn = next_turn(play)
    return [TurnCommitted(turn=turn, choices=choices(play), reason=reason), StepReached(step=f"result-{turn}")]


def next_events(play: Play) -> list[AnyEvent]:
    """What this player submits next; nothing once the play is over."""
    if "guess" not in play.notes:
        return [Noted(question="guess", value="9"), StepReached(step="read")]
    if "sort" not in play.notes:
        return [Noted(question="sort", value=("fact", "estimate"))]
    for inject in play.scenario.injects:
        answer = InjectAnswered(inject=inject.id, answer=inject.default_answer.id) if inject.answers else None
        if answer is not None and _allowed(play, answer):
            return [answer]
    if not play.all_committed:
        return commit(play, HARD_TEXT)
    if "sentence" not in play.notes:
        return [DrawerOpened(turn=1), Noted(question="sentence", value=HARD_TEXT)]
    return [] if SealOpened() in play.record else [SealOpened()]


def play_on(service: Service, token: str) -> Play:
    """Play to the end from wherever a play stands."""
    play = service.position(token)
    while events := next_events(play):
        play = service.submit(token, events, play.standing)
    return play


def _allowed(play: Play, event: AnyEvent) -> bool:
    try:
        apply(play.scenario, play.situation, event)
    except IllegalPlan:
        return False
    return True
