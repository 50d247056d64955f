"""Who plays: seats, with fingerprints of what opens them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of seats."""
    op.create_table(
        "seat",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("session", sa.String(32), sa.ForeignKey("session.id", ondelete="CASCADE"), nullable=False),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("owner", sa.String(64), nullable=False),
    )
    op.create_index(op.f("ix_seat_session"), "seat", ["session"])
    op.create_index(op.f("ix_seat_owner"), "seat", ["owner"])
