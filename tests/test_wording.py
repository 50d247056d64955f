"""The exercise says in its own words what its source says: no nine words in a row are the source's.

The source is not ours to ship, so `tests/data/article_runs.sha256` holds only the SHA-256 of each of its nine-word
runs. Made with `uv run python tests/test_wording.py ARTICLE.txt > tests/data/article_runs.sha256`.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = 9
WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019-][A-Za-z0-9]+)*")


def runs(text: str) -> Iterator[tuple[int, str]]:
    """Each nine-word run of a text: where it begins, and the SHA-256 of its words in lower case."""
    words = [(match.group().lower(), match.start()) for match in WORD.finditer(text)]
    for first in range(len(words) - RUN + 1):
        run = " ".join(word for word, _ in words[first : first + RUN])
        yield words[first][1], hashlib.sha256(run.encode()).hexdigest()


def hashes(text: str) -> set[str]:
    """What of a text may be shipped: the SHA-256 of each of its runs."""
    return {value for _, value in runs(text)}


def repeated(text: str, forbidden: set[str]) -> list[int]:
    """The lines on which a run begins that the other text has too."""
    return sorted({text.count("\n", 0, start) + 1 for start, value in runs(text) if value in forbidden})


def test_no_committed_file_repeats_nine_words_of_the_article(committed_texts: dict[str, str]):
    forbidden = set((ROOT / "tests" / "data" / "article_runs.sha256").read_text(encoding="ascii").split())
    assert len(forbidden) > 300, "the list of the article's runs is not whole"
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in forbidden)
    found = {name: lines for name, text in committed_texts.items() if (lines := repeated(text, forbidden))}
    assert found == {}


MADE_UP = "The old ferry left the harbour before dawn, and the ferryman's dog stayed behind on the quay."


def test_a_planted_run_is_found_on_its_line_whatever_its_case_and_marks():
    planted = "A first line.\nthe Old FERRY - left the harbour;\nbefore dawn: and so on"
    assert repeated(planted, hashes(MADE_UP)) == [2]


def test_eight_words_in_a_row_are_allowed():
    assert repeated("the old ferry left the harbour before dawn", hashes(MADE_UP)) == []
    assert repeated("the old ferry left the harbour before dawn and", hashes(MADE_UP)) == [1]


def test_words_with_an_apostrophe_or_a_hyphen_are_one_word():
    assert len(hashes("a-b c's d e f g h i j")) == 1
    assert len(hashes("a b c s d e f g h i j")) == 3


def test_what_is_shipped_does_not_give_the_text_away():
    assert not any(word in " ".join(hashes(MADE_UP)) for word in ("ferry", "harbour", "quay"))


if __name__ == "__main__":
    sys.stdout.write("\n".join(sorted(hashes(Path(sys.argv[1]).read_text(encoding="utf-8")))) + "\n")
