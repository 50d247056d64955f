"""The sentences of the interface: a template that is up to date, and languages that are files."""

import ast
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from exercise import words
from tests.kit.extracting import calls, literal, sentences

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = words.FOLDER / "exercise.pot"


def documented_command() -> list[str]:
    """The command that CONTRIBUTING.md gives for taking the sentences out of the code."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^uv run python (.* extract .*?)$", text, re.MULTILINE)
    return command.split()


def test_the_template_holds_every_sentence_of_the_code(tmp_path):
    command = documented_command()
    again = tmp_path / TEMPLATE.name
    command[command.index("-o") + 1] = str(again)
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True)
    mend = "run the `extract` command of CONTRIBUTING.md"
    assert again.read_text(encoding="utf-8") == TEMPLATE.read_text(encoding="utf-8"), mend


def test_sentences_inside_f_strings_and_inside_templates_are_found():
    with TEMPLATE.open("rb") as file:
        said = {message.id: [name for name, _ in message.locations] for message in read_po(file)}
    assert said["You wrote no reasons down."] == ["exercise/app/solo/retold.py"]
    assert "exercise/kit/templates/debrief.html.j2" in said["{value} on a scale from {least} to {most}; {better}."]


def test_what_is_found_in_code_are_the_literals_of_each_call():
    code = b"""f'{say("One {thing}", thing=1)} {say_many("a", "b", 3)}'\nsay(word)\nunsay("x")\n"""
    found = [(name, texts) for _, name, texts, _ in sentences(io.BytesIO(code), ("say", "say_many"), (), {})]
    assert found == [("say", ("One {thing}",)), ("say_many", ("a", "b", None)), ("say", (None,))]


# These hand on what a template says, and ask a catalogue for its header.
HANDED_ON = {"exercise/kit/hypertext.py": 2, "exercise/kit/wording.py": 1}
# Streamlit runs it anew for every reader.
PAGE = "exercise/app/main.py"


def test_every_sentence_is_a_literal_and_none_is_said_while_the_program_is_read():
    names = ("say", "say_many")
    handed_on: dict[str, int] = {}
    early: list[str] = []
    for path in sorted((ROOT / "exercise").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_bytes())
        for call in calls(tree, names):
            texts = call.args[: names.index(call.func.id) + 1]
            handed_on[name] = handed_on.get(name, 0) + any(literal(each) is None for each in texts)
        functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.Lambda)]
        later = {id(call) for function in functions for call in calls(function, names)}
        early += [f"{name}:{call.lineno}" for call in calls(tree, names) if id(call) not in later]
    assert {name: count for name, count in handed_on.items() if count} == HANDED_ON
    assert [place for place in early if not place.startswith(PAGE)] == []


def test_every_translation_is_one_of_a_sentence_we_say_and_has_its_names():
    with TEMPLATE.open("rb") as file:
        said = {message.id: message for message in read_po(file) if message.id}
    assert len(said) > 40
    for path in words.FOLDER.glob("*/LC_MESSAGES/exercise.po"):
        with path.open("rb") as file:
            catalogue = read_po(file)
        assert str(catalogue.locale) == path.parents[1].name, "its header names another language than its folder"
        for message in catalogue:
            assert not message.id or message.id in said, path
            assert not list(message.check()), path


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A browser that asks for German, and a catalogue with three sentences."""
    po = tmp_path / "exercise.po"
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        'msgid "Start"\nmsgstr "Anfangen"\n'
        'msgid "Go on: {place}"\nmsgstr "Weiter: {place}"\n'
        'msgid "turn {turn}"\nmsgstr "Runde {runde}"\n'
        'msgid "{count} play"\nmsgid_plural "{count} plays"\nmsgstr[0] "{count} Spiel"\nmsgstr[1] "{count} Spiele"\n',
        encoding="utf-8",
    )
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with po.open("rb") as source, (folder / "exercise.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="de"))
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words._catalogue.cache_clear()
    monkeypatch.setattr(words, "language", lambda: "de-DE")
    yield
    words._catalogue.cache_clear()


@pytest.mark.usefixtures("german")
def test_a_language_is_a_file_and_what_it_lacks_is_said_as_the_code_has_it():
    assert words.say("Start") == "Anfangen"
    assert words.say("Go on: {place}", place="{x} 3") == "Weiter: {x} 3"
    assert words.say("Leave") == "Leave"
    assert words.say_many("{count} play", "{count} plays", 2) == "2 Spiele"


@pytest.mark.usefixtures("german")
def test_a_translation_with_a_wrong_name_does_not_break_a_page():
    assert words.say("turn {turn}", turn=3) == "turn 3"


def test_without_values_braces_stay_as_they_are():
    assert words.say("a {brace}") == "a {brace}"


@pytest.mark.parametrize("language", ["", "en-GB", "../../etc", "de/../..", "x" * 500, "de\x00"])
def test_whatever_a_browser_calls_its_language_a_sentence_comes(monkeypatch, language: str):
    monkeypatch.setattr(words, "language", lambda: language)
    assert words.say_many("{count} play", "{count} plays", 1) == "1 play"


def test_outside_a_page_a_sentence_is_said_as_the_code_has_it():
    assert words.language() == ""
    assert words.say("Start") == "Start"


@pytest.mark.usefixtures("german")
def test_one_language_may_be_said_whoever_reads(monkeypatch):
    monkeypatch.undo()
    with words.speaking("de"):
        assert words.language() == "de"
    assert words.language() == ""
