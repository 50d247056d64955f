"""The commands of `exercise`; each reads its words, calls one function, and prints what came.

Heavy libraries are imported inside the commands, so that `exercise --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="exercise",
    help="A decision exercise whose every result says why: play it, serve it, check it, see all of its plans.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the pretty kind of help costs more than all of the command
)

DONE, REFUSED, MISUSED, UNREACHABLE = 0, 1, 2, 3

ScenarioName = Annotated[str, typer.Argument(help="The id of a shipped scenario, or a folder.", metavar="SCENARIO")]
ScenariosFolder = Annotated[Path | None, typer.Option("--scenarios", help="A folder with further scenarios.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print exactly one JSON document.")]


@app.command(short_help="Serve the exercise to browsers.")
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes any free one.", min=0, max=65535)] = 8501,
    public_url: Annotated[str, typer.Option(help="The address people reach it by, where that is another.")] = "",
    database: Annotated[str, typer.Option(help="The URL or path of the record.")] = "",
    scenarios: ScenariosFolder = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Serve the exercise to browsers, and say when the first page is ready."""
    from exercise.app.server import CannotListen, serve  # noqa: PLC0415 - keeps --help fast

    try:
        serve(host, port, scenarios, public_url, database, open_browser=not no_browser)
    except CannotListen as error:
        _say(str(error))
        raise typer.Exit(UNREACHABLE) from None


@app.command(short_help="Check scenarios, and every promise over every plan.")
def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Scenarios to check; all shipped ones if none.")] = None,
    scenarios: ScenariosFolder = None,
    as_json: AsJson = False,
) -> None:
    """Read scenarios, report every fault at once, and try every check over every plan."""
    from exercise.commands.checking import check_scenarios  # noqa: PLC0415 - keeps --help fast

    raise typer.Exit(check_scenarios(paths or [], scenarios, as_json=as_json))


@app.command(short_help="Adjudicate one plan: measures, reasons, debrief.")
def play(
    scenario: ScenarioName,
    plan: Annotated[Path | None, typer.Option(help="A JSON or YAML file from decision to option.")] = None,
    choices: Annotated[list[str] | None, typer.Option("--set", help="decision=option; wins over the file.")] = None,
    injects: Annotated[list[str] | None, typer.Option("--inject", help="inject=answer, or inject=answer:item.")] = None,
    branch: Annotated[str, typer.Option(help="decision=option: the one change, made at the end.")] = "",
    seed: Annotated[int | None, typer.Option(help="Let chance speak, from this seed.")] = None,
    variant: Annotated[str, typer.Option(help="Whose questions and intent the debrief uses.")] = "",
    with_later: Annotated[bool, typer.Option("--with-later", help="Open the sealed later facts.")] = False,
    scenarios: ScenariosFolder = None,
    as_json: AsJson = False,
) -> None:
    """Adjudicate one complete plan: measures, reasons, debrief."""
    from exercise.commands.playing import Wish, play_plan  # noqa: PLC0415 - keeps --help fast

    wish = Wish(plan, choices or [], injects or [], branch, seed, variant, with_later=with_later)
    raise typer.Exit(play_plan(scenario, scenarios, wish, as_json=as_json))


@app.command(short_help="Write every plan and its outcome to a CSV file.")
def space(
    scenario: ScenarioName,
    out: Annotated[Path, typer.Option(help="The CSV file to write, one row a coherent plan.")],
    scenarios: ScenariosFolder = None,
) -> None:
    """Write every coherent plan with every measure, band and end state to a CSV file."""
    from exercise.commands.spacing import write_space  # noqa: PLC0415 - keeps --help fast

    raise typer.Exit(write_space(scenario, scenarios, out))


@app.command(short_help="Change a rule, or shake all of them, and see what still holds.")
def bench(
    scenario: ScenarioName,
    assumptions: Annotated[
        list[str] | None, typer.Option("--assumption", help="ID=VALUE: an assumption's threshold, else its strength.")
    ] = None,
    numbers: Annotated[list[str] | None, typer.Option("--number", help="table.rule=POINTS: one number.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help="ID: an assumption whose rows go.")] = None,
    trials: Annotated[
        int | None,
        typer.Option(help="Shake every number of ours so often; 300 if nothing else is asked.", min=0, max=100_000),
    ] = None,
    seed: Annotated[int, typer.Option(help="Which shakes: the same seed gives the same.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Try on the Dask cluster of the scheduler at this address.")] = "",
    scenarios: ScenariosFolder = None,
    as_json: AsJson = False,
) -> None:
    """Change a rule, or shake all of them, and see which checks and sentences hold for every plan."""
    from exercise.commands.benching import Question, bench_rules  # noqa: PLC0415 - keeps --help fast

    question = Question(assumptions or [], numbers or [], without or [], trials, seed, scheduler)
    raise typer.Exit(bench_rules(scenario, scenarios, question, as_json=as_json))


def _say(message: str) -> None:
    """Say something to the person, on standard error."""
    sys.stderr.write(message.rstrip() + "\n")


def main() -> None:
    """Run the command line."""
    app()
