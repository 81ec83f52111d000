"""What staff work with: themes of questions, judgements, to-dos and tests; accounts, sessions, the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; questions of before belong to no theme yet."""
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("merged_into", sa.Integer),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("centre", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_themes"),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["themes.id"], name="fk_themes_merged_into_themes", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.add_column("questions", sa.Column("theme_id", sa.Integer))
    op.create_index("ix_questions_theme_id", "questions", ["theme_id"])
    op.create_table(
        "vectors",
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_vectors"),
        _question("vectors"),
    )
    op.create_table(
        "judgements",
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("judged_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_judgements"),
        _question("judgements"),
    )
    op.create_table(
        "todos",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("theme_id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("answered_by", sa.Text),
        sa.Column("closed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_todos"),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name="fk_todos_theme_id_themes", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_todos_theme_id", "todos", ["theme_id"])
    op.create_table(
        "golden",
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("chosen_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_golden"),
        _question("golden"),
    )
    op.create_table(
        "rounds",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rounds"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_sessions"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sessions_account_id_accounts", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("about", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def downgrade() -> None:
    """Take them away again."""
    for table in ("audit", "sessions", "accounts", "rounds", "golden", "todos", "judgements", "vectors"):
        op.drop_table(table)
    op.drop_index("ix_questions_theme_id", "questions")
    op.drop_column("questions", "theme_id")
    op.drop_table("themes")


def _question(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_question_id_questions"
    return sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=name, ondelete="CASCADE")
