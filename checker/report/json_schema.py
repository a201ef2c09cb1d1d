"""The published JSON Schema of the report."""

from __future__ import annotations

from typing import Any

from schemas.report import SCHEMA_VERSION, Report


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what ``--format json`` writes.

    Fields are only added within a major version, so unknown ones are allowed: a reader ignores them.
    """
    schema: dict[str, Any] = Report.model_json_schema(mode="serialization")
    _allow_unknown_fields(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:checker:report:{SCHEMA_VERSION}",
        **schema,
        "title": "checker report",
    }


def _allow_unknown_fields(schema: dict[str, Any]) -> None:
    for model in (schema, *schema.get("$defs", {}).values()):
        if model.get("additionalProperties") is False:
            del model["additionalProperties"]
