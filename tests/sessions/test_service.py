"""Plays as pages see them, on SQLite and on PostgreSQL: every promise of the service."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from exercise.play.plan import IllegalPlan
from exercise.play.record import (
    Began,
    DrawerOpened,
    InjectAnswered,
    Noted,
    OutcomeKept,
    PlanChanged,
    SealOpened,
    StepReached,
    TurnCommitted,
    differences,
    kept,
    outcome_of,
    replay,
)
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.position import StaleSession, Standing
from exercise.sessions.schema import RulesRow
from exercise.sessions.seats import new_owner
from exercise.sessions.service import LONGEST, Service
from exercise.sessions.store import Store
from tests.sessions.playing import HARD_TEXT, commit, next_events, play_on


@pytest.fixture
def token(service: Service, folder: Path, owner: str) -> str:
    return service.start(folder, "only", owner).token


def test_a_play_begins_with_its_variant_and_its_rules(service: Service, token: str):
    play = service.position(token)
    assert play.record == (Began(scenario="fake", digest=play.scenario.digest, variant="only"),)
    assert (play.step, dict(play.notes), play.situation.turns, play.rules_today) == ("", {}, (), "same")


def test_an_unknown_variant_starts_nothing(service: Service, folder: Path, owner: str):
    with pytest.raises(IllegalPlan, match="choose one of only"):
        service.start(folder, "long", owner)
    assert service.list_plays(owner) == ()


def test_a_secret_that_others_may_have_too_is_refused(service: Service, folder: Path):
    with pytest.raises(ValueError, match="too short; seen 0 characters"):
        service.start(folder, "only", "")


def test_a_committed_turn_is_kept_with_its_outcome_right_behind_it(service: Service, token: str):
    before = service.position(token)
    play = service.submit(token, commit(before, "because"), before.standing)
    outcome = play.record[2]
    assert [each.event for each in play.record] == ["began", "turn_committed", "outcome_kept", "step_reached"]
    assert outcome == kept(outcome_of(play.scenario, play.situation))
    assert differences(play.scenario, play.record) == ()


@pytest.mark.parametrize(
    "event",
    [Noted(question="q", value="v"), StepReached(step="s"), DrawerOpened(turn=1), SealOpened()],
    ids=lambda event: event.event,
)
def test_what_moves_nothing_is_recorded_and_keeps_no_outcome(service: Service, token: str, event):
    before = service.position(token)
    play = service.submit(token, [event], None)
    assert play.record == (*before.record, event)
    assert play.situation == before.situation


def test_a_whole_play_replays_to_the_same_situation_and_outcomes(service: Service, token: str):
    play = play_on(service, token)
    assert play.all_committed
    assert replay(play.scenario, play.record) == play.situation
    assert service.position(token) == play
    assert differences(play.scenario, play.record) == ()


def test_a_reload_at_any_point_comes_back_to_the_same_point(
    where: str, open_store: Callable[..., Store], service: Service, scenarios: Path, token: str
):
    play = service.position(token)
    while events := next_events(play):
        play = service.submit(token, events, play.standing)
        restarted = Service(open_store(where), scenarios).position(token)
        assert (restarted.record, restarted.times) == (play.record, play.times)
        assert (restarted.step, restarted.notes, restarted.standing) == (play.step, play.notes, play.standing)
        assert restarted.situation == play.situation


def test_the_last_answer_to_a_question_counts_and_every_one_stays(service: Service, token: str):
    service.submit(token, [Noted(question="q", value="one")], None)
    play = service.submit(token, [Noted(question="q", value=("two", "three"))], None)
    assert play.notes["q"] == ("two", "three")
    assert [each.value for each in play.record if isinstance(each, Noted)] == ["one", ("two", "three")]


@pytest.mark.parametrize("text", [HARD_TEXT, "", " ", "א" * 10_000, "\u202e" * 10_000, "\\u0000 \\ \" ' %s :name"])
def test_text_comes_back_as_it_was_typed(service: Service, token: str, text: str):
    play = service.position(token)
    service.submit(token, [*commit(play, text), Noted(question=text[:50], value=text)], play.standing)
    play = service.position(token)
    assert play.record[1].reason == text
    assert play.notes[text[:50]] == text


def test_text_that_is_far_too_long_is_refused_with_its_length(service: Service, token: str):
    before = service.position(token)
    with pytest.raises(IllegalPlan, match=rf"too long; .* characters; keep it under {LONGEST:,}"):
        service.submit(token, [Noted(question="q", value="x" * LONGEST)], before.standing)
    assert service.position(token).record == before.record


def test_what_the_rules_do_not_allow_is_not_stored_and_nothing_beside_it(service: Service, token: str):
    before = service.position(token)
    wrong = [Noted(question="q", value="v"), TurnCommitted(turn=1, choices={"where": "far", "how": "slow"})]
    with pytest.raises(IllegalPlan, match="rule coherence"):
        service.submit(token, wrong, before.standing)
    assert service.position(token).record == before.record


@pytest.mark.parametrize("event", [Began(scenario="fake", digest="0"), OutcomeKept(measures=(), end_states=())])
def test_nobody_but_the_service_writes_beginnings_and_outcomes(service: Service, token: str, event):
    with pytest.raises(ValueError, match="leave it out"):
        service.submit(token, [event], None)


def test_a_double_click_is_stored_once_and_told_so(service: Service, token: str):
    page = service.position(token)
    first = service.submit(token, commit(page, "why"), page.standing)
    with pytest.raises(
        StaleSession, match=r"turn 1 was committed at \d\d:\d\d:\d\d UTC.*it is stored already"
    ) as caught:
        service.submit(token, commit(page, "why"), page.standing)
    assert caught.value.stored
    assert caught.value.play == first == service.position(token)


def test_a_stale_tab_is_told_what_happened_and_stores_nothing(service: Service, token: str):
    page = service.position(token)
    play_on(service, token)
    before = service.position(token)
    with pytest.raises(StaleSession) as caught:
        service.submit(token, commit(page, "from the old tab"), page.standing)
    assert not caught.value.stored
    told = " / ".join(caught.value.happened)
    for what in ("turn 1 was committed", "turn 3 was committed", "inject I1 was answered", "it went on from step ''"):
        assert what in told
    assert service.position(token).record == before.record


def test_two_tabs_that_lock_the_same_step_do_not_overwrite_each_other(service: Service, token: str):
    page = service.position(token)
    service.submit(token, [Noted(question="guess", value="8"), StepReached(step="read")], page.standing)
    with pytest.raises(StaleSession):
        service.submit(token, [Noted(question="guess", value="30"), StepReached(step="read")], page.standing)
    assert service.position(token).notes["guess"] == "8"


def test_the_one_change_on_an_old_page_is_stale(service: Service, token: str):
    play = service.position(token)
    for _ in range(2):
        play = service.submit(token, commit(play), play.standing)
    early = PlanChanged(when="early", decision="how", choice="fast")
    after = service.submit(token, [early], play.standing)
    assert isinstance(after.record[-1], OutcomeKept)
    with pytest.raises(StaleSession, match="the one change was made"):
        service.submit(token, [early], play.standing)


def test_a_page_that_assumes_what_never_happened_is_stale(service: Service, token: str):
    with pytest.raises(StaleSession, match="the page assumes what did not happen"):
        service.submit(token, [StepReached(step="x")], Standing(turns=(1,)))


def test_a_play_is_told_again_turn_by_turn_with_what_was_shown(service: Service, token: str):
    play = play_on(service, token)
    moments = play.moments()
    assert [each.event.turn for each in moments if isinstance(each.event, TurnCommitted)] == [1, 2, 3]
    assert any(isinstance(each.event, InjectAnswered) for each in moments)
    assert moments[-1].situation == play.situation
    for moment in moments:
        assert moment.shown == kept(outcome_of(play.scenario, moment.situation))
        assert play.record[moment.seq - 1] == moment.event
        assert play.times[moment.seq - 1] == moment.at


def test_a_second_click_on_start_starts_nothing(service: Service, folder: Path, owner: str):
    first = service.start(folder, "only", owner)
    second = service.start(folder, "only", owner)
    assert (second.session, second.token) == (first.session, first.token)
    assert service.rejoin(second.code, owner).session == first.session
    with pytest.raises(NoSuchSeat):
        service.rejoin(first.code, owner)


def test_starting_after_something_was_done_begins_another_play(service: Service, folder: Path, owner: str):
    first = service.start(folder, "only", owner)
    service.submit(first.token, [StepReached(step="read")], None)
    second = service.start(folder, "only", owner)
    assert second.session != first.session
    assert [each.session for each in service.list_plays(owner)] == [second.session, first.session]


def test_my_plays_are_listed_with_the_tokens_to_go_on(service: Service, folder: Path, owner: str):
    tokens = []
    for turns in range(3):
        tokens.append(service.start(folder, "only", owner).token)
        play = service.submit(tokens[-1], [StepReached(step="begun")], None)
        for _ in range(turns):
            play = service.submit(tokens[-1], commit(play), play.standing)
    listed = service.list_plays(owner)
    assert [each.token for each in listed] == tokens[::-1]
    assert [len(each.play.situation.turns) for each in listed] == [2, 1, 0]
    assert service.list_plays(new_owner()) == ()


def test_a_rejoin_code_moves_the_seat_to_another_device(service: Service, folder: Path, owner: str):
    tokens, phone = service.start(folder, "only", owner), new_owner()
    play = service.submit(tokens.token, [Noted(question="guess", value="8"), StepReached(step="read")], None)
    moved = service.rejoin(tokens.code, phone)
    assert service.position(moved.token).record == play.record
    for ended in (service.position, service.delete, service.fresh_code, service.later):
        with pytest.raises(NoSuchSeat, match="rejoin code"):
            ended(tokens.token)
    with pytest.raises(NoSuchSeat):
        service.submit(tokens.token, [SealOpened()], None)
    assert service.list_plays(owner) == ()
    assert [each.session for each in service.list_plays(phone)] == [tokens.session]


def test_a_rejoin_code_works_again_and_leads_back(service: Service, folder: Path, owner: str):
    tokens = service.start(folder, "only", owner)
    service.rejoin(tokens.code, new_owner())
    back = service.rejoin(tokens.code, owner)
    assert back.token == tokens.token
    assert service.position(back.token).session == tokens.session


def test_a_code_is_read_however_it_is_typed(service: Service, folder: Path, owner: str):
    code = service.start(folder, "only", owner).code
    arabic = code.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    alike = code.replace("0", "O").replace("1", "l")
    for typed in (code.lower(), code.replace("-", ""), f"  {code[:4]} {code[5:]} ", arabic, alike):
        service.rejoin(typed, owner)


def test_a_wrong_code_says_what_codes_look_like(service: Service, owner: str):
    with pytest.raises(NoSuchSeat, match="eight letters and digits"):
        service.rejoin("ABCD-EFGH", owner)


def test_a_lost_code_is_replaced(service: Service, folder: Path, owner: str):
    tokens = service.start(folder, "only", owner)
    code = service.fresh_code(tokens.token)
    with pytest.raises(NoSuchSeat):
        service.rejoin(tokens.code, new_owner())
    assert service.rejoin(code, new_owner()).session == tokens.session


def test_a_deleted_play_is_gone_everywhere(service: Service, folder: Path, owner: str):
    tokens = service.start(folder, "only", owner)
    service.delete(tokens.token)
    assert service.list_plays(owner) == ()
    for gone in (service.position, service.delete, service.fresh_code):
        with pytest.raises(NoSuchSeat):
            gone(tokens.token)
    with pytest.raises(NoSuchSeat):
        service.rejoin(tokens.code, owner)


def test_a_play_goes_on_with_its_own_rules_when_the_files_change(service: Service, folder: Path, token: str):
    before = service.position(token)
    table = folder / "tables" / "danger.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",2,", ",4,"), encoding="utf-8")
    play = service.position(token)
    assert (play.rules_today, play.rules_changed) == ("changed", True)
    assert play.scenario.digest == before.scenario.digest
    far = {"where": "far", "how": "fast"}
    play = service.submit(token, [TurnCommitted(turn=1, choices=far)], play.standing)
    assert play.record[-1] == kept(outcome_of(before.scenario, play.situation))


def test_a_play_goes_on_with_its_own_rules_in_a_new_process_too(
    where: str, open_store: Callable[..., Store], service: Service, scenarios: Path, folder: Path, token: str
):
    first = service.submit(token, commit(service.position(token)), None)
    (folder / "scenario.yaml").write_text("{", encoding="utf-8")
    restarted = Service(open_store(where), scenarios)
    play = restarted.position(token)
    assert (play.rules_today, play.scenario.digest) == ("changed", first.scenario.digest)
    assert restarted.submit(token, commit(play), play.standing).situation.turns == (1, 2)
    # Nothing of the rules is left behind in the folder of temporary files.
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()
    assert restarted.position(token).rules_today == "gone"


def test_later_facts_come_from_today_while_the_rules_are_the_same(service: Service, folder: Path, owner: str):
    head = "from,to,date_text,fact,kind,who,where,url,status,claims\n"
    row = "2020-04-01,2020-04-02,April 2020,The river {}.,event,Somebody,A paper,,confirmed,C1\n"
    (folder / "later.csv").write_text(head + row.format("rose"), encoding="utf-8")
    token = service.start(folder, "only", owner).token
    (folder / "later.csv").write_text(head + row.format("fell"), encoding="utf-8")
    assert [fact.fact for fact in service.later(token)] == ["The river fell."]
    assert service.position(token).rules_today == "same"
    (folder / "scenario.yaml").unlink()
    assert [fact.fact for fact in service.later(token)] == ["The river rose."]


def test_rules_that_are_missing_or_altered_in_the_store_are_not_played(
    where: str,
    open_store: Callable[..., Store],
    store: Store,
    scenarios: Path,
    owner: str,
    token: str,
):
    with store.database.writing() as connection:
        connection.execute(delete(RulesRow).where(RulesRow.file == "tables/danger.csv"))
    restarted = Service(open_store(where), scenarios)
    with pytest.raises(StoreUnavailable, match=r"the rules of play .* are not in it as they were"):
        restarted.position(token)
    listed = restarted.list_plays(owner)
    assert listed[0].play is None
    assert "put a copy of the database back" in listed[0].fault
