"""A finished play of the flagship with every note a page can leave, for the tests of what people keep."""

from exercise.play.line import Course, line_of_play
from exercise.play.plan import plan_of
from exercise.play.record import Record, TurnCommitted
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario

NOTES = {
    "guess_days": "20",
    "memory": "kursk",
    "gains_before": "receiver",
    "gains_sure": "unsure",
    "gains_after": "sender",
    "condition": "the rear services say that they cannot feed them",
    "reason-1": "Kursk fits the pact.",
    "forecast-1": "heavy",
    "forecast-2-logistics_burden": "severe",
    "sort-rate-kind": "fact",
    "sort-rate-doubt": "none",
    "resort-rate-kind": "estimate",
    "resort-rate-doubt": "around",
    "condition_happened": "partly",
    "whose": "asked",
    "whose-limit.burden": "stated",
    "keep_sentence": "Look for the words that carry doubt.",
}


def played(scenario: Scenario, name: str) -> tuple[Record, Situation]:
    """A worked case of a scenario, played turn by turn."""
    case = next(each for each in scenario.cases if each.case == name)
    course = Course(
        answers=case.answers,
        early=(case.early.turn, case.early.decision, case.early.option) if case.early else None,
        late=(case.late.decision, case.late.option) if case.late else None,
        withdrawn=case.withdrawn,
    )
    return line_of_play(scenario, plan_of(scenario, case.plan), course)


def with_reason(record: Record, words: str) -> Record:
    """The record with these words as the reason, assumption and condition of every turn."""
    said = {"reason": words, "assumption": words, "condition": words}
    return tuple(e.model_copy(update=said) if isinstance(e, TurnCommitted) else e for e in record)


HOSTILE = {
    "pasted HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b></blockquote></table><h1>Mine</h1>",
    "a closed comment": "--> <!-- ]]> </style></title><svg onload=alert(1)>",
    "Markdown links": "[here](http://evil.example) ![](https://evil.example/p.png) <http://evil.example>\n[a]: http://b.example",
    "bare addresses": "http://evil.example www.evil.example javascript:alert(1) me@evil.example",
    "backticks": "```\n``` `a` ~~~~ ``",
    "headings and lists": "# Mine\n\n- one\n1. two\n> three\n---\n===\n\tfour\n    five | six | seven",
    "templates": "{{ 7 * 7 }} {% raw %} {{ document.digest.__class__ }} ${x} #{y}",
    "right-to-left marks": "שלום \u202eevil\u202c مرحبا \u2067x \u200f",
    "control characters": "a\x00b\x07c\x1b[31m\r\nd\u2028e\x85f",
    "entities": "&lt;b&gt; &#60;script&#62; &amp;amp; &copy;",
    "ten thousand characters": "W" * 10_000,
}
