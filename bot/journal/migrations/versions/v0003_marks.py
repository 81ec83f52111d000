"""The fingerprint of the words that were quoted, by which a document that has changed since is told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; what was quoted before has none."""
    op.add_column("citations", sa.Column("mark", sa.Text))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("citations", "mark")
