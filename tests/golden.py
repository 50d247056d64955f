"""Golden files: text that was looked at once and must come out the same again.

`EXERCISE_GOLDEN=write uv run pytest tests/analysis/test_counts.py tests/play/test_playthroughs.py` writes them anew;
look at the difference before it is committed.
"""

import os
from pathlib import Path

VARIABLE = "EXERCISE_GOLDEN"


def assert_golden(path: Path, text: str) -> None:
    """The text is the file's, to the letter; with EXERCISE_GOLDEN=write the file becomes the text."""
    if os.environ.get(VARIABLE) == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing; write it with {VARIABLE}=write"
    assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; look, then write it with {VARIABLE}=write"
