"""Messages on their way in and out, what a conversation remembers, and who may ask."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of delivery, of conversations and of access."""
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("delivery", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("message", sa.Text),
        sa.Column("content", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "delivery", name="uq_inbox_channel"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_status", "inbox", ["status"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("inbox_id", sa.Integer),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.DateTime),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_outbox_inbox_id_inbox", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_status", "outbox", ["status"])
    op.create_index("ix_outbox_inbox_id", "outbox", ["inbox_id"])
    op.create_table(
        "sent",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("question_id", sa.Integer),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("channel", "place", name="pk_sent"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_sent_question_id_questions", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sent_sent_at", "sent", ["sent_at"])
    op.create_table(
        "inactive_chats",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_inactive_chats"),
    )
    op.create_table(
        "conversations",
        sa.Column("talk", sa.Text, nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("talk", name="pk_conversations"),
    )
    op.create_index("ix_conversations_asker", "conversations", ["asker"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("uses_left", sa.Integer),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("code", name="uq_invitations_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "members",
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("joined_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("asker", name="pk_members"),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("members", "invitations", "conversations", "inactive_chats", "sent", "outbox", "inbox"):
        op.drop_table(table)
