"""Saved runs: read a report back, and refuse what is none, in words that say why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from checker.errors import SavedRunError
from schemas.report import SCHEMA_VERSION, Report

_AGAIN = "Give a report that 'checker check' saved, or run the check again."


def load_report(path: Path) -> Report:
    """Read a saved report. Fields of a newer minor version are ignored, as the format promises.

    Raises:
        SavedRunError: the file is missing, unreadable, no JSON, no report, of another major version, or its quotes
            are not the words of its articles.
    """
    data = _json(path)
    if not isinstance(data, dict) or "schema_version" not in data:
        raise SavedRunError(f"{path} is JSON, but no report: it has no schema_version.", remedy=_AGAIN)
    version = str(data["schema_version"])
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise SavedRunError(
            f"{path} has report format {version}; this version of checker reads {SCHEMA_VERSION.split('.')[0]}.x.",
            remedy="Render it with the version of checker that wrote it, or run the check again.",
        )
    report = _report(data, path)
    _check_quotes(report, path)
    return report


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SavedRunError(f"There is no saved report at {path}.", remedy=_AGAIN) from None
    except OSError as error:
        raise SavedRunError(f"{path} cannot be read: {error.strerror}.", remedy=_AGAIN) from error
    except (ValueError, RecursionError) as error:
        raise SavedRunError(f"{path} is not JSON: {error}.", remedy=_AGAIN) from error


def _report(data: dict[str, Any], path: Path) -> Report:
    try:
        return Report.model_validate_json(json.dumps(data))
    except ValidationError as error:
        unknown = [fault["loc"] for fault in error.errors() if fault["type"] == "extra_forbidden"]
        if not unknown:
            raise SavedRunError(f"{path} is no report: {_first_fault(error)}.", remedy=_AGAIN) from error
    for place in unknown:
        _drop(data, place)
    return _report(data, path)


def _drop(data: Any, place: Sequence[int | str]) -> None:
    *parents, field = place
    for step in parents:
        data = data[step]
    del data[field]


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'the whole'}: {fault['msg']}"


def _check_quotes(report: Report, path: Path) -> None:
    texts = {article.id: article.text for article in report.articles}
    for article in report.articles:
        if hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest() != article.digest:
            raise SavedRunError(
                f"{path} was changed after it was saved: the text of article {article.id} is not what was read.",
                remedy=_AGAIN,
            )
    for finding in report.findings:
        for evidence in finding.evidence:
            if texts.get(evidence.article, "")[evidence.start : evidence.end] != evidence.quote:
                raise SavedRunError(
                    f"{path} was changed after it was saved: a quote of finding {finding.id} does not stand in "
                    f"article {evidence.article} where the report says.",
                    remedy=_AGAIN,
                )
