"""How many plans end in each band and each ending, kept as golden text beside this file.

The flagship's shares are also held against those of its balance notes, which were counted by another program. Write the
golden files anew with EXERCISE_GOLDEN=write.
"""

from pathlib import Path

import pytest

from exercise.analysis.grid import plan_space
from exercise.analysis.spread import band_shares, ending_shares
from tests.fakes import shipped
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden"

# Shares of all plans in percent, from the lowest band, as the balance notes give them.
BALANCE = {
    "logistics_burden": [15.1, 52.8, 32.1],
    "cultural_friction": [44.4, 45.2, 7.9, 2.4],
    "doctrinal_friction": [19.0, 52.4, 19.0, 9.5],
    "tactical_friction": [15.5, 46.0, 21.4, 17.1],
    "operational_effect": [39.1, 48.6, 12.3, 0.0],
    "yardstick_days": [25.0, 50.0, 25.0],
    "dprk_gains": [4.3, 53.0, 42.7],
    "dprk_modernisation": [5.2, 67.0, 27.9],
    "korean_peninsula": [28.4, 38.8, 32.8],
    "pacific": [15.1, 44.4, 40.5],
    "russian_obligation": [53.2, 36.3, 10.5],
    "price": [3.1, 15.6, 46.9, 34.4],
    "exposure": [37.0, 54.6, 8.3],
    "weeks": [16.9, 45.0, 38.1],
}


def counts_text(name: str) -> str:
    """Every band and ending of a scenario with its number of plans and its share."""
    space = plan_space(shipped(name))
    lines = [f"{name}: {space.size:,} coherent plans", ""]
    for measure, counts in {**band_shares(space), "ending": ending_shares(space)}.items():
        lines.append(measure)
        lines += [f"  {band:<20}{count:>9,}{count / space.size:>8.1%}" for band, count in counts.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["dprk-deployment", "practice"])
def test_bands_and_endings_hold_as_many_plans_as_ever(name):
    assert_golden(GOLDEN / f"{name}.txt", counts_text(name))


def test_the_shares_of_the_flagship_are_those_of_the_balance_notes():
    space = plan_space(shipped("dprk-deployment"))
    shares = {
        measure: [round(100 * count / space.size, 1) for count in counts.values()]
        for measure, counts in band_shares(space).items()
    }
    assert shares == BALANCE


def test_every_ending_of_the_flagship_is_reached_by_a_tenth_of_the_plans_and_none_by_a_third():
    space = plan_space(shipped("dprk-deployment"))
    ends = sorted(round(100 * count / space.size, 1) for count in ending_shares(space).values())
    assert len(ends) == 6
    assert (ends[0], ends[-1]) == (10.3, 28.7)
