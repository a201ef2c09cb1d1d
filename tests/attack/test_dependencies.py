"""What is installed: from public hosts only, to the letter of a hash, under licences that a newsroom can live with."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement

HOSTS = {"files.pythonhosted.org", "pypi.org"}
ALLOWED = re.compile(
    r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Lesser General|Unlicense|0BSD)",
    re.IGNORECASE,
)
"""Licences under which a program may be used and handed on without giving away what uses it."""

CHECKOUT = Path(__file__).parent.parent.parent
LOCK: dict[str, Any] = tomllib.loads((CHECKOUT / "uv.lock").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = sorted(Requirement(each).name for each in PROJECT["project"]["dependencies"])


def _files() -> list[dict[str, Any]]:
    return [file for package in LOCK["package"] for file in (*package.get("wheels", ()), package.get("sdist")) if file]


def test_every_file_comes_from_a_public_host() -> None:
    assert {urlsplit(file["url"]).hostname for file in _files()} <= HOSTS
    assert {urlsplit(file["url"]).scheme for file in _files()} == {"https"}
    registries = {package["source"].get("registry") for package in LOCK["package"]} - {None}
    assert {urlsplit(registry).hostname for registry in registries} <= HOSTS


def test_every_file_is_known_by_its_hash() -> None:
    assert _files()
    assert [file["url"] for file in _files() if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", ""))] == []


def test_nothing_comes_from_a_repository_or_a_path() -> None:
    sources = {key for package in LOCK["package"] for key in package["source"]}
    assert sources <= {"registry", "editable"}
    assert [p["name"] for p in LOCK["package"] if "editable" in p["source"]] == [PROJECT["project"]["name"]]


def test_what_the_project_asks_for_is_what_is_locked() -> None:
    (own,) = (package for package in LOCK["package"] if package["name"] == PROJECT["project"]["name"])
    assert {each["name"] for each in own["dependencies"]} == set(DIRECT)


@pytest.mark.parametrize("name", DIRECT)
def test_a_dependency_has_a_licence_that_is_allowed(name: str) -> None:
    about = distribution(name).metadata
    fields = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
    told = [str(each)[:200] for each in fields]
    told += [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    assert any(ALLOWED.search(each) for each in told), f"{name}: {told}"
    assert not re.search(r"\b(?:AGPL|Affero)\b", " ".join(told))
