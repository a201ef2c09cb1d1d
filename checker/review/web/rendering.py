"""Rendering: the page's templates, every one of them escaped."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.responses import HTMLResponse

from checker.report.visible import visible
from checker.review.web.words import lines_visible

_FOLDER = files("checker.review.web").joinpath("templates")


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
    """A template, filled, as an answer."""
    return HTMLResponse(_environment().get_template(template).render(values), status)


@cache
def _environment() -> Environment:
    """Templates from the package; autoescape for every one of them, whatever its name."""
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(visible=visible, lines_visible=lines_visible)
    return environment


@cache
def _source(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")
