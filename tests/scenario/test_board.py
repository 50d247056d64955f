"""The board and the other side of a scenario: what is wrong with them is said at its place."""

from pathlib import Path

import pytest

from exercise.scenario.library import read_scenario
from tests.scenario.copies import copied, faults_of, place, replaced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path, "dprk-deployment")


def test_the_flagship_has_a_place_and_a_symbol_for_every_option(folder: Path):
    scenario = read_scenario(folder)
    board = scenario.frame.board
    assert board is not None
    assert tuple(board.places.at) == ("rear", "east", "kursk")
    assert [board.area(area).label for area in board.places.at.values()][2] == "Kursk"
    assert tuple(board.counters.symbols) == scenario.decision("contingent").option_ids
    with pytest.raises(KeyError):
        board.area("moon")


@pytest.mark.parametrize(
    ("old", "new", "shift"),
    [
        ("starts: sender", "starts: moon", 8),
        ("    - sender rail\n", "    - sender moon\n", 6),
        ("    - sender rail\n", "    - sender rail training\n", 6),
        ("decision: deployment\n    at:", "decision: package\n    at:", 10),
        ("rear: rear, east: east, kursk: kursk", "rear: moon, east: east, kursk: kursk", None),
        ("rear: rear, east: east, kursk: kursk", "east: east, kursk: kursk", None),
        ("rear: rear, east: east, kursk: kursk", "rear: rear, east: east, kursk: kursk, moon: rear", None),
        ('"7000": "10041000181211000000"', '"7000": "1004100018121100000"', None),
        ('"7000": "10041000181211000000"', '"7000": "1004100018121100000x"', None),
        ("x: 180, y: 120", "x: 361, y: 120", None),
        ("{id: training, label", "{id: rail, label", None),
        ("has: dprk_gains dprk_modernisation", "has: moon dprk_modernisation", 5),
        ("beyond: korean_peninsula pacific", "beyond: korean_peninsula moon", 8),
    ],
)
def test_what_does_not_fit_is_reported_where_it_stands(folder: Path, old: str, new: str, shift: int | None):
    line, column = replaced(folder, "scenario.yaml", old, new)
    faults = [fault for fault in faults_of(folder) if fault.file == "scenario.yaml"]
    assert faults
    assert all(fault.message for fault in faults)
    if shift is not None:
        assert (line, column + shift) in [place(fault) for fault in faults], faults
    else:
        assert any(abs(fault.line - line) <= 3 for fault in faults), (line, faults)


def test_only_what_is_never_true_of_a_measure_can_be_hunted(folder: Path):
    replaced(
        folder,
        "checks.yaml",
        "  always_line: {measure: cultural_friction",
        "  hunt: peace\n  always_line: {measure: cultural_friction",
    )
    assert any("hunted" in fault.message for fault in faults_of(folder))
