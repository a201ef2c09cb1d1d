"""The HTML pages: one file each that asks for nothing, runs nothing from outside, and reads without JavaScript."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from checker.report.index import IndexView
from checker.report.view import View

_FOLDER = files("checker.report").joinpath("templates")


def html_page(view: View) -> str:
    """The view as one self-contained page. Everything in it is escaped; its own style and script are named by hash."""
    return _page("report.html.j2", style=_source("report.css"), script=_source("report.js"), view=view)


def index_page(view: IndexView) -> str:
    """The page of many stories, self-contained as well; its links lead to the reports beside it."""
    return _page("index.html.j2", style=_source("report.css") + _source("index.css"), script="", view=view)


def _page(template: str, *, style: str, script: str, view: object) -> str:
    style = palette() + style
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(view=view, policy=policy, style=Markup(style), script=Markup(script)) + "\n"


def palette() -> str:
    """The colours and typefaces of every page, as the beginning of its style."""
    return _source("palette.css")


@cache
def _environment() -> Environment:
    """Templates from the package; autoescape for every one of them, whatever its name."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _source(name: str) -> str:
    """A file of the templates' folder, with LF line ends: a browser hashes it so."""
    return _FOLDER.joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(source: str) -> str:
    """A source expression of the Content Security Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
