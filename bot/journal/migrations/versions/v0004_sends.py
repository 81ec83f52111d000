"""How many messages a platform took in a month."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sends",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("warned_at", sa.DateTime),
        sa.PrimaryKeyConstraint("channel", "month", name="pk_sends"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("sends")
