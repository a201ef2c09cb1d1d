"""Tracked findings, their articles, what runs made of them, and what people did."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; their history can be added to and not changed."""
    op.create_table(
        "tracked",
        sa.Column("item", sa.String(80), primary_key=True),
        sa.Column("algorithm", sa.Integer, nullable=False),
        sa.Column("run", sa.String(200), nullable=False),
    )
    op.create_table(
        "tracked_article",
        sa.Column("item", sa.String(80), sa.ForeignKey("tracked.item"), primary_key=True),
        sa.Column("mark", sa.String(600), primary_key=True),
    )
    op.create_index("tracked_article_mark", "tracked_article", ["mark"])
    op.create_table(
        "sighting",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("item", sa.String(80), sa.ForeignKey("tracked.item"), nullable=False),
        sa.Column("run", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("item", "run", name="sighting_once_a_run"),
    )
    op.create_index("sighting_run", "sighting", ["run"])
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(80), nullable=False, unique=True),
        sa.Column("item", sa.String(80), sa.ForeignKey("tracked.item"), nullable=False),
        sa.Column("track", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("item", "track", "revision", name="event_one_at_a_time"),
    )
    for table in ("sighting", "event"):
        _add_only(table)


def _add_only(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_add_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of {table} are only added'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_add_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_add_only()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
        )
