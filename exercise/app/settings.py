"""What one running server was told: which scenarios, which database, under which address people reach it.

Streamlit runs the page script again and again in the process of the server, so the page reads these settings
from here: `serve` puts them in force before the first page is drawn, and nothing changes them afterwards.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What `exercise serve` was told; every default means "as shipped".

    `scenarios` is a folder with further scenarios, None for the shipped ones alone. `public_url` is the address that
    links and codes show people, empty for the server's own. `database` is a URL or a path, empty for the user's data
    folder.
    """

    scenarios: Path | None = None
    public_url: str = ""
    database: str = ""


_in_force: list[Settings] = [Settings()]


def in_force() -> Settings:
    """The settings of this process; the defaults until `put_in_force` was called (as under `streamlit run`)."""
    return _in_force[-1]


def put_in_force(settings: Settings) -> None:
    """Make `settings` the ones that every page of this process sees."""
    _in_force[:] = [settings]
