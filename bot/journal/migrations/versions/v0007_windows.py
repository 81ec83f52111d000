"""When people last wrote, and how much they were sent since."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "windows",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_windows"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("windows")
