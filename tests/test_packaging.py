"""What is shipped: the wheel holds every prompt and template, and nothing that belongs to the checkout alone."""

from __future__ import annotations

import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PUBLIC_HOSTS = {"https://pypi.org", "https://files.pythonhosted.org"}
SHIPPED = {"checker", "schemas", "prompts"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the wheel."""
    out = tmp_path_factory.mktemp("dist")
    uv = CHECKOUT / ".uv" / "bin" / "uv"
    if not uv.exists():
        pytest.skip("uv is not in .uv; `make test` puts it there")
    build = [str(uv), "build", "-q", "--offline", "--wheel", "-o", str(out)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_exactly_the_three_packages(names: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", *SHIPPED], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert names == set(tracked)


def test_prompts_templates_and_type_markers_are_shipped(names: set[str]) -> None:
    assert {"prompts/judge.system.md", "checker/py.typed", "schemas/py.typed"} <= names
    assert any(name.endswith(".css") for name in names)


def test_the_lock_names_public_hosts_only() -> None:
    lock = tomllib.loads((CHECKOUT / "uv.lock").read_text(encoding="utf-8"))
    found = set()
    for package in lock["package"]:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        urls = [file["url"] for file in files] + [package["source"].get("registry", "https://pypi.org")]
        found |= {"/".join(url.split("/")[:3]) for url in urls}
    assert found <= PUBLIC_HOSTS


def test_no_other_installed_package_claims_our_names() -> None:
    from importlib.metadata import packages_distributions

    owners = packages_distributions()
    assert {name: set(owners.get(name, ["checker"])) for name in SHIPPED} == {name: {"checker"} for name in SHIPPED}
