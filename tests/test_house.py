"""The house rules, held by the tests: lint, types, the direction of imports, short rooms, no path of one machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
LONGEST_ROOM = 250

# A folder of somebody's machine at the start of a path; written so that this line is not one itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|work|Users)/\w")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="ruff finds nothing"),
        pytest.param(["ruff", "format", "--check", "."], id="every file is formatted"),
        pytest.param(["pyright", "--warnings"], id="pyright finds nothing in strict mode"),
        pytest.param(["lint-imports"], id="imports run down only"),
    ],
)
def test_tools_find_nothing(command: list[str]):
    ran = subprocess.run([TOOLS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_rooms_stay_short():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "exercise").rglob("*.py")}
    assert len(lengths) > 5
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_ROOM} == {}


def test_no_file_names_a_folder_of_one_machine(committed_texts: dict[str, str]):
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in committed_texts.items()
        if not name.endswith(".lock")  # uv alone writes it
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["home", "root", "work", "Users"])
def test_a_folder_of_one_machine_would_be_found(folder: str):
    assert MACHINE_PATH.search(f'open("/{folder}/somebody/file")')
    assert not MACHINE_PATH.search(f"https://example.org/{folder}/page and docs/{folder}/page")
