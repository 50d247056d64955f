"""The record: sessions, what happened in them, and the files of the rules they are played with."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables of the record."""
    op.create_table(
        "session",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("scenario", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("variant", sa.String(200)),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("session", sa.String(32), sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "rules",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("file", sa.String(400), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
