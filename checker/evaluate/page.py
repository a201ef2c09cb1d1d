"""The evaluation as a page: one file that asks for nothing, runs nothing, and reads on paper too."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from checker.evaluate import labels
from checker.report.html import palette
from schemas.evaluation import Evaluation

_FOLDER = files("checker.evaluate").joinpath("templates")


def evaluation_page(evaluation: Evaluation, shown: Callable[[str], str]) -> str:
    """An evaluation as one self-contained page. Everything in it is escaped; its style is named by hash.

    Args:
        evaluation: what to show.
        shown: makes text from outside safe to show: spells out what a reader could not see.
    """
    style = palette() + _source("evaluation.css")
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{named}'; img-src data:; base-uri 'none'; form-action 'none'"
    page = _environment(shown).get_template("evaluation.html.j2")
    return page.render(evaluation=evaluation, words=labels, policy=policy, style=Markup(style)) + "\n"


def _environment(shown: Callable[[str], str]) -> Environment:
    """Templates of this package; every text that they print is made visible, then escaped."""

    def visible(text: object) -> object:
        return shown(text) if isinstance(text, str) and not isinstance(text, Markup) else text

    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(name: str) -> str:
    """A file of the templates' folder, with LF line ends: a browser hashes it so."""
    return _FOLDER.joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
