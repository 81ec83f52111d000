"""What points at questions and themes is found by an index, so that deleting one reads no whole table."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_sent_question_id", "sent", ["question_id"])
    op.create_index("ix_themes_merged_into", "themes", ["merged_into"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_themes_merged_into", "themes")
    op.drop_index("ix_sent_question_id", "sent")
