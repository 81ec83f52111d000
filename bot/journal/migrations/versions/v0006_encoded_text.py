"""The words of which a vector was made, so that grouping anew need not mend every question again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; vectors of before have none, and their questions are read as they were typed."""
    op.add_column("vectors", sa.Column("text", sa.Text))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("vectors", "text")
