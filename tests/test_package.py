"""What a stranger does: install the wheel alone, or clone the repository and type what the README says."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from exercise.app import configuration

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def outside_the_project(home: Path) -> dict[str, str]:
    """An environment without a trace of this project's, with a home where nothing has happened yet.

    The cache of uv is shared, so that nothing is fetched twice. BROWSER is a command that does nothing.
    """
    cache = subprocess.run(["uv", "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PROJECT_ENVIRONMENT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("STREAMLIT_")}
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if Path(p) != Path(sys.executable).parent)
    return {**kept, "HOME": str(home), "UV_CACHE_DIR": cache, "BROWSER": "true", "PATH": path}


def options_of(server) -> dict[str, object]:
    """The options that a running server says it uses."""
    with urlopen(f"{server.url}/about", timeout=30) as answer:  # noqa: S310 (our own server on this machine)
        return json.load(answer)["options"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `uv build` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["uv", "build", "--wheel", "--out-dir", folder], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_shipped_scenario(wheel: Path, committed: list[Path]):
    scenarios = [path.relative_to(ROOT) for path in committed if path.is_relative_to(ROOT / "scenarios")]
    assert any(path.name == "scenario.yaml" for path in scenarios)
    with zipfile.ZipFile(wheel) as archive:
        for path in scenarios:
            assert archive.read(f"exercise/{path.as_posix()}") == (ROOT / path).read_bytes()


def test_the_wheel_alone_serves_from_any_folder(wheel: Path, start_server, free_port: int, tmp_path: Path):
    home, elsewhere, environment = (tmp_path / name for name in ("home", "elsewhere", "environment"))
    home.mkdir()
    elsewhere.mkdir()
    env = outside_the_project(home)
    subprocess.run(["uv", "venv", environment, "--python", sys.executable], env=env, check=True)
    subprocess.run(["uv", "pip", "install", "--python", environment, wheel], env=env, check=True)
    command = [str(environment / "bin" / "exercise"), "serve", "--no-browser", "--port", str(free_port)]
    server = start_server(command, cwd=elsewhere, env=env)
    assert options_of(server) == dict(configuration.OPTIONS)
    with urlopen(server.url, timeout=30) as answer:  # noqa: S310
        assert b'<div id="root">' in answer.read()
    assert server.end() == 0


def commands_of_the_readme() -> list[str]:
    """The lines of the README that install and run something."""
    return re.findall(
        r"^\s*(pip install uv && .+?)\s*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_the_readme_says_how_to_play_and_how_to_test_and_ci_tests_the_same_way():
    assert commands_of_the_readme() == ["pip install uv && uv run exercise serve", "pip install uv && uv run pytest"]
    assert re.search(r"^uv run pytest$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.timeout(900)
def test_the_readmes_first_command_serves_in_a_fresh_clone(
    committed: list[Path], start_server, free_port: int, tmp_path: Path
):
    clone, home, python = (tmp_path / name for name in ("clone", "home", "python"))
    home.mkdir()
    for path in committed:
        target = clone / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    env = outside_the_project(home)
    # The reader's own Python with its pip, and no uv yet.
    subprocess.run(["uv", "venv", "--seed", "--python", sys.executable, python], env=env, check=True)
    env["PATH"] = os.pathsep.join([str(python / "bin"), env["PATH"]])
    command = f"{commands_of_the_readme()[0]} --port {free_port}"
    server = start_server(["bash", "-c", command], cwd=clone, env=env, seconds=600)
    assert (python / "bin" / "uv").exists()
    assert options_of(server) == dict(configuration.OPTIONS)
    assert server.end() == 0
