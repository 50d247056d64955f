"""A browser that sits at any screen at once: the play is made through the service, on the server's database."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from exercise.play.flow import asked_item, drawn, following, sorted_alone, steps_of
from exercise.play.record import AnyEvent, InjectAnswered, Noted, SealOpened, StepReached, TurnCommitted
from exercise.sessions.position import Play
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.conftest import ROOT, RunningServer

KURSK = {
    "deployment": "kursk",
    "contingent": "7000",
    "unit": "battalion",
    "command": "combined",
    "sustainment": "mixed",
    "equipment": "own",
    "posture": "ambiguous",
    "package": ("finance", "tactics"),
    "liaison": "battalion",
    "training": "two_weeks",
}
REASON = "Kursk is where an effect could be seen soonest, and the pact covers it."


def seated(
    context: BrowserContext,
    server: RunningServer,
    step: str,
    *,
    scenario: str = "dprk-deployment",
    choices: Mapping[str, str | tuple[str, ...]] = KURSK,
    sealed: bool = True,
) -> Page:
    """Give a page of `context` on the screen `step` (see `steps_of`) of a play that somebody played up to there.

    Where it is not `sealed`, what a stop of the debrief asks before it shows anything is answered already.
    """
    token, owner = played(server, step, scenario=scenario, choices=choices, sealed=sealed)
    cookies = {"exercise-owner": owner, "exercise-seat": token}
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(server.url)
    asking(page) if step != "end" else expect(page.locator(".st-key-download-html")).to_be_visible()
    return page


def played(
    server: RunningServer,
    step: str,
    *,
    scenario: str = "dprk-deployment",
    choices: Mapping[str, str | tuple[str, ...]] = KURSK,
    sealed: bool = True,
) -> tuple[str, str]:
    """Play up to a screen in the server's own database; gives the seat's token and the browser's secret."""
    service = Service(Store(server.database))
    owner = new_owner()
    folder: Path = ROOT / "scenarios" / scenario
    token = service.start(folder, "solo", owner).token
    play = service.position(token)
    reached = steps_of(play.scenario, str(play.situation.variant))[0]
    while reached.id != step:
        play = service.submit(token, _events(play, reached.id, choices, sealed=sealed), None)
        found = following(play.scenario, play.situation, reached.id)
        assert found is not None, f"there is no screen {step!r}"
        play = service.submit(token, [StepReached(step=found.id)], None)
        reached = found
    if not sealed and reached.kind == "debrief":
        service.submit(token, _events(play, step, choices, sealed=False), None)
    return token, owner


def _events(play: Play, step_id: str, choices: Mapping[str, str | tuple[str, ...]], *, sealed: bool) -> list[AnyEvent]:
    """What somebody presses on one screen."""
    scenario, situation = play.scenario, play.situation
    step = next(each for each in steps_of(scenario, str(situation.variant)) if each.id == step_id)
    match step.kind:
        case "guess":
            return [Noted(question="guess_days", value="30"), Noted(question="memory", value="kursk")]
        case "sort" | "resort":
            sentence = sorted_alone(scenario)[step.slot]
            kind = "fact" if step.kind == "sort" else sentence.kind
            return [
                Noted(question=f"{step.kind}-{sentence.id}-kind", value=kind),
                Noted(question=f"{step.kind}-{sentence.id}-doubt", value=sentence.doubt),
            ]
        case "seat":
            return [Noted(question="gains_before", value="receiver"), Noted(question="gains_sure", value="unsure")]
        case "choose":
            return _commit(play, step.turn, choices)
        case "inject":
            inject = drawn(scenario, situation, step)
            assert inject is not None
            return [InjectAnswered(inject=inject.id, answer=inject.default_answer.id, item=_item(play, inject.id))]
        case "debrief" if step.turn == 3:
            return [Noted(question="whose", value="passed over")]
        case "debrief" if step.turn == 4 and not sealed:
            return [SealOpened()]
        case _:
            return [Noted(question=f"passed-{step.id}", value="yes")] if step.kind == "end" else []


def _item(play: Play, inject_id: str) -> str | None:
    inject = play.scenario.inject(inject_id)
    return asked_item(play.scenario, play.situation, inject) if inject.default_answer.plan else None


def _commit(play: Play, turn: int, choices: Mapping[str, str | tuple[str, ...]]) -> list[AnyEvent]:
    turns = next(each.turns for each in play.scenario.variants if each.id == play.situation.variant)
    decisions = next(each.decisions for each in turns if each.turn == turn)
    made = {
        name: choices.get(name)
        or (play.scenario.decision(name).option_ids[0] if play.scenario.decision(name).choose == "one" else ())
        for name in decisions
    }
    condition = "the burden stands at severe" if turn == 1 else ""
    notes = [Noted(question="condition", value=condition)] if condition else []
    forecast = Noted(question=f"forecast-{turn}-logistics_burden", value="heavy")
    committed = TurnCommitted(turn=turn, choices=made, reason=REASON, condition=condition)
    return [committed, Noted(question=f"reason-{turn}", value=REASON), *notes, forecast]


def asking(page: Page) -> Locator:
    """The questions of the screen, ready to be answered; while one screen gives way to the next there are two."""
    found = page.locator("[data-asking]")
    expect(found).to_have_count(1)
    expect(found.locator("button").first).to_be_visible()
    return found


def place(page: Page) -> str:
    """The id of the step that the page stands on."""
    return re.sub(r"^[^:]*:", "", asking(page).get_attribute("data-place") or "")
