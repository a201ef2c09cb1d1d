"""``checker review``: the page on which an editor decides."""

from __future__ import annotations

import secrets
import sys
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.console import stderr
from checker.cli.options import Blind, Store, Who
from checker.errors import ConfigurationError

if TYPE_CHECKING:
    from checker.review.web.serving import Access

_HASH_PARTS = 6
_SHORTEST_PASSWORD = 8
"""Characters. The page answers whoever can reach it."""


def review(
    run: Annotated[
        str, typer.Argument(help="A saved run (a file, an id, 'last'), or the folder of its story.")
    ] = "last",
    host: Annotated[
        str, typer.Option(help="Address to listen at; one that others can reach needs a password file.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any that is free.", min=0, max=65535)] = 0,
    password_file: Annotated[
        Path | None, typer.Option(help="A file with what --hash-password printed.", show_default=False)
    ] = None,
    name: Annotated[list[str], typer.Option(help="A host name under which a proxy before it passes the page on.")] = [],  # noqa: B006 -- typer wants a list here, and copies it
    hash_password: Annotated[
        bool, typer.Option("--hash-password", help="Ask for a password (or read it on stdin), and print its hash.")
    ] = False,
    who: Who = None,
    blind: Blind = False,
    store: Store = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    no_keys: Annotated[bool, typer.Option("--no-keys", help="Begin with single keys switched off.")] = False,
) -> None:
    """Open a page on this machine to decide on the findings of a run. Ctrl-C ends it; nothing decided is lost."""
    if hash_password:
        _print_hash()
        return
    from checker.cli.desk import at_desk
    from checker.review.web.serving import serve

    access = _access(host, password_file)

    def announce(url: str) -> None:
        stderr().print(f"Review {url}", style="bold")
        stderr().print(
            "Ctrl-C ends it." + " The address holds its key: share it with nobody." * (access.token is not None)
        )
        if not no_open:
            # Some browsers keep whoever opened them waiting.
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    with at_desk(run, store, who=who, blind=blind) as desk:
        serve(desk, access=access, host=host, port=port, announce=announce, keys=not no_keys, names=tuple(name))


def _access(host: str, password_file: Path | None) -> Access:
    """A secret of this run, or the password, which alone opens a page that others can reach.

    Raises:
        ConfigurationError: others can reach the page and there is no password, or the file holds no hash of one.
    """
    from checker.review.web.serving import Access, is_loopback

    if password_file is not None:
        return Access(token=None, password_hash=_hash_in(password_file))
    if not is_loopback(host):
        raise ConfigurationError(
            f"Others can reach {host}, so that the page needs a password.",
            remedy="checker review --hash-password > FILE, then --password-file FILE, behind a proxy that speaks TLS.",
        )
    return Access(token=secrets.token_urlsafe(), password_hash=None)


def _hash_in(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigurationError(f"{file} cannot be read: {told}.", remedy="Check the path.") from error
    parts = text.split("$")
    if len(parts) != _HASH_PARTS or parts[0] != "scrypt" or not all(parts):
        raise ConfigurationError(
            f"{file} holds no hash of a password.", remedy="Write one with: checker review --hash-password > FILE"
        )
    return text


def _print_hash() -> None:
    from checker.review.web.serving import hash_password

    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < _SHORTEST_PASSWORD:
        raise ConfigurationError(f"A password has at least {_SHORTEST_PASSWORD} characters.")
    typer.echo(hash_password(password))
