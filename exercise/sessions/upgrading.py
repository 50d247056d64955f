"""Bringing a store to the form this program knows. Apart, because Alembic takes long to load and is rarely needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from exercise.sessions import migrations

FOLDER = Path(migrations.__file__).parent


def alembic_config(connection: Connection | None = None) -> Config:
    """Give Alembic its settings: no file, the steps carried in this package, the connection at hand."""
    config = Config()
    # Alembic reads a percent sign as the start of a name to fill in.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Walk the steps up to `revision` in the transaction that is open on `connection`."""
    command.upgrade(alembic_config(connection), revision)
