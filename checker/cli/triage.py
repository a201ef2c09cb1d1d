"""``checker triage``: decide from the shell, as the page does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.options import Blind, Store, Who
from checker.errors import ConfigurationError, InputError
from schemas.review import Action, Decision, HumanState, Reason, Standing

if TYPE_CHECKING:
    from checker.review.desk import Desk

_ACTIONS = ", ".join(Action)


def triage(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Ids of findings, or the beginnings of them. Without any, and without a decision: lists all.",
            show_default=False,
        ),
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help=f"They conflict. An action may follow: {_ACTIONS}.")
    ] = False,
    dismiss: Annotated[
        Reason | None, typer.Option(help="They do not, for this reason; 'other' needs a note.", show_default=False)
    ] = None,
    query: Annotated[bool, typer.Option("--query", help="Somebody has to find out first.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Nothing is decided.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back your last step that still holds.")] = False,
    note: Annotated[str, typer.Option(help="What to know about the decision.")] = "",
    run: Annotated[str, typer.Option(help="A saved report (a file, a run's id, or 'last').")] = "last",
    who: Who = None,
    blind: Blind = False,
    store: Store = None,
) -> None:
    """Decide on findings of a saved run, or list them with what was decided. Several ids are one step to undo."""
    from checker.cli.desk import at_desk

    ids, action = _parted(words or [], confirm)
    chosen = [state for state, wanted in _states(confirm, dismiss, query, reopen) if wanted]
    _refuse(ids, chosen, undo=undo, note=note)
    with at_desk(run, store, who=who, blind=blind, keep=bool(chosen)) as desk:
        if undo:
            _undo(desk)
        elif chosen:
            _decide(desk, ids, _decision(chosen[0], action, dismiss, note))
        else:
            _list(desk.standings())


def _parted(words: Sequence[str], confirm: bool) -> tuple[list[str], Action | None]:
    """Ids, and the action among them: ids are hexadecimal, and no action is."""
    actions = [word for word in words if confirm and word in list(Action)]
    if len(actions) > 1:
        raise ConfigurationError(f"{' and '.join(actions)}: one decision has one action.")
    return [word for word in words if word and word not in actions], Action(actions[0]) if actions else None


def _states(confirm: bool, dismiss: Reason | None, query: bool, reopen: bool) -> Iterable[tuple[HumanState, bool]]:
    return (
        (HumanState.CONFIRMED, confirm),
        (HumanState.DISMISSED, dismiss is not None),
        (HumanState.QUERY, query),
        (HumanState.OPEN, reopen),
    )


def _refuse(ids: Sequence[str], chosen: Sequence[HumanState], *, undo: bool, note: str) -> None:
    """Refuse flags that do not go together."""
    if undo and (ids or chosen or note):
        raise ConfigurationError(
            "--undo takes back your last step, whatever it was about.",
            remedy="Give it alone, without ids or decisions.",
        )
    if len(chosen) > 1:
        raise ConfigurationError(
            "A finding is decided in one way.", remedy="Give one of --confirm, --dismiss REASON, --query, --reopen."
        )
    if chosen and not ids:
        raise ConfigurationError(
            "No finding is named.", remedy="Give its id, as reports show it; 'checker triage' lists them."
        )
    if not chosen and not undo and (ids or note):
        raise ConfigurationError(
            "Nothing is decided.", remedy="Add --confirm [ACTION], --dismiss REASON, --query or --reopen."
        )


def _decision(state: HumanState, action: Action | None, reason: Reason | None, note: str) -> Decision:
    from pydantic import ValidationError

    try:
        return Decision(state=state, action=action, reason=reason, note=note)
    except ValidationError as error:
        told = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{told[0].upper()}{told[1:]}.", remedy="Add --note TEXT, or shorten it.") from error


def _decide(desk: Desk, ids: Sequence[str], decision: Decision) -> None:
    from checker.report.decided import decision_words

    standings = desk.standings()
    found = {each.item: each for each in (named(given, standings) for given in ids)}
    desk.decide({item: standing.revision for item, standing in found.items()}, decision)
    for standing in found.values():
        typer.echo(_line(standing, decision_words(decision)))


def named(given: str, standings: Sequence[Standing]) -> Standing:
    """The finding that an id names: its tracked id, else the one that it has in this run, else the beginning of one.

    Raises:
        InputError: it names none, or several.
    """
    for fits in (
        [each for each in standings if each.item == given],
        [each for each in standings if each.finding == given],
        [each for each in standings if each.item.startswith(given) or (each.finding or "").startswith(given)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise InputError(
                f"{len(fits)} findings have ids that begin with {given!r}: {', '.join(each.item for each in fits)}.",
                remedy="Give more of the id.",
            )
    raise InputError(
        f"This run has no finding {given!r}.",
        remedy=f"'checker triage' lists those it has. Actions that may follow --confirm: {_ACTIONS}.",
    )


def _undo(desk: Desk) -> None:
    undone = desk.undo()
    questions = {each.item: each for each in desk.standings()}
    for event in undone:
        standing = questions.get(event.item)
        typer.echo(_line(standing, "taken back") if standing else f"{event.item}  taken back  (of another run)")
    if not undone:
        typer.echo("There is nothing of yours to take back.")


def _list(standings: Sequence[Standing]) -> None:
    from checker.report.decided import decision_words, since_last_run

    for standing in standings:
        state = "reopened" if standing.reopened else decision_words(standing.decision)
        machine = "no longer found" if standing.finding is None else since_last_run(standing, standings)
        typer.echo(_line(standing, ", ".join(part for part in (state, machine) if part)))
    if not standings:
        typer.echo("This run has no findings.")


def _line(standing: Standing, said: str) -> str:
    from checker.report.visible import visible

    return f"{visible(standing.item)}  {said}  {visible(standing.snapshot.question)}"
