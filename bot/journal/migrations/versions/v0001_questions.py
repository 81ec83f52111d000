"""Questions, what they cited, what the askers thought of the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("asker", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("typed", sa.Text, nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("generation", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_index("ix_questions_asker", "questions", ["asker"])
    op.create_table(
        "citations",
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("document_number", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("validity", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "number", name="pk_citations"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_citations_question_id_questions", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("rated_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_ratings_question_id_questions", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ratings_question_id", "ratings", ["question_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("ratings")
    op.drop_table("citations")
    op.drop_table("questions")
