"""How often a wrong code may be typed, by a clock that stands still until it is told to go."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from exercise.app import doors, keeping, settings
from exercise.app.patience import ONE_BROWSER, TOGETHER, Budget, Patience
from exercise.app.problems import PROBLEMS
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.seats import new_owner

CLASS = 500


class Clock:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def patience(clock: Clock) -> Patience:
    return Patience(clock=clock)


def test_a_browser_may_be_wrong_so_often_and_then_once_in_a_while(patience: Patience, clock: Clock):
    owner = new_owner()
    assert [patience.spend(owner) for _ in range(ONE_BROWSER.most)] == [0] * ONE_BROWSER.most
    assert patience.spend(owner) == patience.wait(owner) == ONE_BROWSER.seconds
    clock.now += ONE_BROWSER.seconds - 0.5
    assert patience.spend(owner) == 1
    clock.now += 0.5
    assert [patience.spend(owner), patience.spend(owner)] == [0, ONE_BROWSER.seconds]
    clock.now += ONE_BROWSER.most * ONE_BROWSER.seconds
    assert [patience.spend(owner) for _ in range(ONE_BROWSER.most)] == [0] * ONE_BROWSER.most
    assert patience.spend(owner)


def test_waiting_is_not_made_longer_by_trying(patience: Patience):
    owner = new_owner()
    waits = [patience.spend(owner) for _ in range(ONE_BROWSER.most * 3)]
    assert set(waits[ONE_BROWSER.most :]) == {ONE_BROWSER.seconds}


def test_one_browser_that_used_its_budget_up_leaves_others_theirs(patience: Patience):
    guesser, other = new_owner(), new_owner()
    for _ in range(ONE_BROWSER.most * 2):
        patience.spend(guesser)
    assert patience.wait(guesser)
    assert patience.spend(other) == 0


def test_a_class_that_types_wrong_all_at_once_does_not_wait(patience: Patience):
    assert {patience.spend(new_owner()) for _ in range(CLASS)} == {0}


def test_whoever_throws_the_cookie_away_each_time_comes_to_an_end_too(patience: Patience, clock: Clock):
    assert sum(patience.spend(new_owner()) == 0 for _ in range(TOGETHER.most * 2)) == TOGETHER.most
    assert patience.spend(new_owner()) == 1
    tried = 0
    for _ in range(60):
        clock.now += 1
        tried += sum(patience.spend(new_owner()) == 0 for _ in range(TOGETHER.most))
    assert tried == 60 / TOGETHER.seconds


def test_a_try_that_is_given_back_was_none(patience: Patience):
    owner = new_owner()
    for _ in range(TOGETHER.most * 2):
        assert patience.spend(owner) == 0
        patience.give_back(owner)
    assert [patience.spend(owner) for _ in range(ONE_BROWSER.most)] == [0] * ONE_BROWSER.most


def test_giving_back_late_saves_nothing_up(patience: Patience, clock: Clock):
    owner = new_owner()
    patience.spend(owner)
    clock.now += 10 * ONE_BROWSER.most * ONE_BROWSER.seconds
    patience.give_back(owner)
    assert [patience.spend(owner) for _ in range(ONE_BROWSER.most + 1)] == [0] * ONE_BROWSER.most + [30]


def test_what_came_back_is_forgotten(patience: Patience, clock: Clock):
    for _ in range(CLASS):
        patience.spend(new_owner())
    clock.now += ONE_BROWSER.seconds + CLASS * TOGETHER.seconds
    patience.spend(new_owner())
    assert len(patience._whole) == 2


def test_many_at_once_get_no_more_than_there_is(clock: Clock):
    patience, owner = Patience(Budget(10, 30), Budget(1000, 1), clock), new_owner()
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(patience.spend, [owner] * 400))
    assert waits.count(0) == 10


@pytest.fixture
def codes(patience: Patience, monkeypatch) -> Patience:
    """The patience of the addresses, by the clock of these tests."""
    for module in ("doors", "problems"):
        monkeypatch.setattr(f"exercise.app.{module}.codes", patience)
    return patience


@pytest.fixture
def no_store(tmp_path, monkeypatch):
    """Settings with a database that cannot be opened."""
    monkeypatch.setattr(settings, "_in_force", [settings.Settings(database=str(tmp_path / "nowhere" / "plays"))])
    with pytest.raises(StoreUnavailable):
        keeping.service()


@pytest.mark.usefixtures("no_store")
def test_a_code_that_could_not_be_looked_up_uses_nothing_up(codes: Patience):
    owner = new_owner()
    visit = doors.Visit({"code": "0000-0000"}, owner, None)
    tried = {doors.answer("rejoin", visit).to for _ in range(ONE_BROWSER.most * 2)}
    assert tried == {"/?problem=store"}
    assert codes.wait(owner) == 0


def test_the_page_says_how_long_to_wait(codes: Patience, clock: Clock, monkeypatch):
    owner = new_owner()
    monkeypatch.setattr("exercise.app.problems.owner", lambda: owner)
    for _ in range(ONE_BROWSER.most):
        codes.spend(owner)
    assert PROBLEMS["wait"]() == "Too many wrong codes were typed. Wait 30 seconds, then type yours again."
    clock.now += 29
    assert PROBLEMS["wait"]() == "Too many wrong codes were typed. Wait one second, then type yours again."
    clock.now += 1
    assert PROBLEMS["wait"]() == "Too many wrong codes came in at once. Type yours again now."
