"""The tables of the store. What stands here is what the migrations build; a test holds the two equal."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()

TRACKED = Table(
    "tracked",
    METADATA,
    Column("item", String(80), primary_key=True),
    Column("algorithm", Integer, nullable=False),
    Column("run", String(200), nullable=False),
)
"""Findings under the ids that they got when they were first seen."""

TRACKED_ARTICLE = Table(
    "tracked_article",
    METADATA,
    Column("item", String(80), ForeignKey("tracked.item"), primary_key=True),
    Column("mark", String(600), primary_key=True),
    Index("tracked_article_mark", "mark"),
)
"""The keys of the articles that a finding was ever seen to rest on."""

SIGHTING = Table(
    "sighting",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("item", String(80), ForeignKey("tracked.item"), nullable=False),
    Column("run", String(200), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("item", "run", name="sighting_once_a_run"),
    Index("sighting_run", "run"),
)
"""What each run made of a tracked finding. Rows are only ever added."""

EVENT = Table(
    "event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("item", String(80), ForeignKey("tracked.item"), nullable=False),
    Column("track", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("item", "track", "revision", name="event_one_at_a_time"),
)
"""What people did. Rows are only ever added; the constraint is what keeps two editors from overwriting each other."""
