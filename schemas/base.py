"""The base of every record: immutable, and strict about the fields it knows."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable record. An unknown field is an error, so that a typing slip never passes for data."""

    model_config = ConfigDict(frozen=True, extra="forbid")
