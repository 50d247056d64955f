"""Four lines of play as golden text in `playthroughs/`: read them as one reads a played exercise.

Write them anew with EXERCISE_GOLDEN=write, then read the difference.
"""

from pathlib import Path

import pytest

from tests.fakes import shipped
from tests.golden import assert_golden
from tests.play.playing_out import play_text

PLAYED = Path(__file__).parent / "playthroughs"


@pytest.mark.parametrize("name", ["default", "intent-east", "line-learning", "line-withdrawn"])
def test_a_line_of_play_reads_as_ever(name):
    scenario = shipped("dprk-deployment")
    case = next(each for each in scenario.cases if each.case == name)
    assert_golden(PLAYED / f"{name}.txt", play_text(scenario, case))


@pytest.mark.parametrize("name", ["everything", "line-post-watch"])
def test_a_line_of_the_practice_run_reads_as_ever(name):
    scenario = shipped("practice")
    case = next(each for each in scenario.cases if each.case == name)
    assert_golden(PLAYED / f"practice-{name}.txt", play_text(scenario, case))
