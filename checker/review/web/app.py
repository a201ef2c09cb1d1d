"""The app: addresses of the page, what each shows, and what each writes. Only POST writes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from checker.errors import CheckerError, ConflictError, InputError
from checker.report.decided import ACTIONS, REASONS
from checker.review.desk import Desk
from checker.review.web.access import Access
from checker.review.web.address import Address
from checker.review.web.decisions import Sent, decision_of, list_digest, revision_of, seconds_of, sent
from checker.review.web.entry import Entry
from checker.review.web.guard import HEADERS, Guard
from checker.review.web.page_view import (
    Notice,
    Story,
    bulk_notice,
    conflict_notice,
    decided_notice,
    page_view,
    undone_notice,
)
from checker.review.web.queue import following
from checker.review.web.rendering import page
from checker.review.web.rows import Row

_YEAR = 365 * 24 * 3600


def build_app(desk: Desk, access: Access, hosts: Collection[str], keys: bool = True) -> Starlette:
    """The review page of a desk, guarded.

    The endpoints never wait while they are at the desk, so one finishes before the next begins.

    Args:
        desk: a run, a store, a reviewer.
        access: what opens the page.
        hosts: values of Host under which it is reached.
        keys: whether single keys work until the reviewer says otherwise.
    """
    pages = Pages(Story.of(desk), keys)
    routes = [
        Route("/", pages.show),
        Route("/part", pages.part),
        Route("/decide", pages.decide, methods=["POST"]),
        Route("/bulk", pages.bulk, methods=["POST"]),
        Route("/undo", pages.undo, methods=["POST"]),
        Route("/settings", pages.settings, methods=["POST"]),
        Mount("/static", StaticFiles(directory=str(files("checker.review.web").joinpath("static")))),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts), Middleware(Entry, access=access)],
        exception_handlers={HTTPException: _refused, CheckerError: _failed, Exception: _broken},
    )


@dataclass(frozen=True)
class Pages:
    """The endpoints, before one story."""

    story: Story
    keys: bool

    async def show(self, request: Request) -> Response:
        """The whole page."""
        return self._page(request, Address.parse(request.url.query), self._notice(request))

    async def part(self, request: Request) -> Response:
        """What the script puts in place of what it shows."""
        return self._part(request, Address.parse(request.url.query))

    async def decide(self, request: Request) -> Response:
        """Write a decision on one finding, and go on to the next."""
        given = await sent(request)
        address, item = Address.parse(given["query"]), given["item"]
        self._row(item)
        try:
            decision, revision = decision_of(given["choice"], given["note"]), revision_of(given["revision"])
            self.story.desk.decide({item: revision}, decision, seconds=seconds_of(given["seconds"]))
        except ConflictError:
            return self._conflict(request, given, item)
        except InputError as error:
            notice = Notice(f"{error} {error.remedy}", trouble=True)
            return self._answer(request, given, address.at(item), notice, HTTPStatus.UNPROCESSABLE_ENTITY)
        on = following(self.story.rows(), address.filters, item)
        return self._on(request, given, address.at(on), decided_notice(self._row(item)), ("done", item))

    async def bulk(self, request: Request) -> Response:
        """Write one decision on the whole list, if it is still the list that was shown."""
        given = await sent(request)
        address = Address.parse(given["query"])
        fitting = [row for row in self.story.rows() if address.filters.fits(row)]
        try:
            decision = decision_of(given["choice"], given["note"])
            if not fitting or given["digest"] != list_digest(fitting):
                raise ConflictError(
                    "The list is another by now. Nothing was written.", remedy="Look, and decide again."
                )
            self.story.desk.decide({row.item: row.standing.revision for row in fitting}, decision)
        except (ConflictError, InputError) as error:
            conflict = isinstance(error, ConflictError)
            status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
            return self._answer(request, given, address, Notice(f"{error} {error.remedy}", trouble=True), status)
        return self._on(request, given, address.at(None), bulk_notice(len(fitting)), ("all", str(len(fitting))))

    async def undo(self, request: Request) -> Response:
        """Take the last step of this reviewer back, and show where it was."""
        given = await sent(request)
        address = Address.parse(given["query"])
        try:
            events = self.story.desk.undo()
        except ConflictError as error:
            return self._answer(request, given, address, Notice(f"{error}", trouble=True), HTTPStatus.CONFLICT)
        here = next((event.item for event in events if event.item in self.story.cases), address.item)
        done = ("undone", str(len(events)))
        elsewhere = sum(event.item not in self.story.cases for event in events)
        return self._on(request, given, address.at(here), undone_notice(len(events), elsewhere), done)

    async def settings(self, request: Request) -> Response:
        """Keep how this browser shows the page, in cookies: nothing of it is a decision."""
        given = await sent(request)
        response = RedirectResponse(Address.parse(given["query"]).url, HTTPStatus.SEE_OTHER)
        for name, values in _SETTINGS.items():
            if given[name] in values:
                response.set_cookie(f"checker_{name}", given[name], _YEAR, samesite="strict", httponly=True)
        return response

    def _row(self, item: str) -> Row:
        if item not in self.story.cases:
            raise HTTPException(HTTPStatus.NOT_FOUND, "This run has no such finding.")
        return self.story.row(item)

    def _notice(self, request: Request) -> Notice | None:
        """What a plain form did before it led here."""
        done = request.query_params
        if done.get("done") in self.story.cases:
            return decided_notice(self._row(done["done"]))
        for name, said in (("all", bulk_notice), ("undone", undone_notice)):
            if done.get(name, "").isdecimal():
                return said(int(done[name][:6]))
        return None

    def _conflict(self, request: Request, given: Sent, item: str) -> Response:
        address = Address.parse(given["query"]).at(item)
        return self._answer(request, given, address, conflict_notice(self._row(item)), HTTPStatus.CONFLICT)

    def _on(self, request: Request, given: Sent, address: Address, notice: Notice, done: tuple[str, str]) -> Response:
        """On to the next finding: the script gets it at once, a plain form is led there."""
        if given.script:
            return self._part(request, address, notice)
        query = "&".join(filter(None, (address.query, urlencode([done]))))
        return RedirectResponse(f"/?{query}", HTTPStatus.SEE_OTHER)

    def _answer(self, request: Request, given: Sent, address: Address, notice: Notice, status: HTTPStatus) -> Response:
        show: Callable[..., Response] = self._part if given.script else self._page
        return show(request, address, notice, status)

    def _page(
        self, request: Request, address: Address, notice: Notice | None, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return self._shown("page.html.j2", request, address, notice, status)

    def _part(
        self, request: Request, address: Address, notice: Notice | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return self._shown("work.html.j2", request, address, notice, status)

    def _shown(
        self, template: str, request: Request, address: Address, notice: Notice | None, status: HTTPStatus
    ) -> Response:
        if address.item and address.item not in self.story.cases:
            raise HTTPException(HTTPStatus.NOT_FOUND, "This run has no such finding.")
        keys = request.cookies.get("checker_keys", "on" if self.keys else "off") == "on"
        always = request.cookies.get("checker_explanation") == "always"
        return page(
            template,
            status,
            view=page_view(self.story, address, notice),
            story=self.story,
            keys=keys,
            always=always,
            explained=always or address.explain,
            actions=ACTIONS,
            reasons=REASONS,
        )


_SETTINGS = {"keys": ("on", "off"), "explanation": ("always", "asked")}


async def _refused(_: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    text = error.detail if isinstance(error, HTTPException) else ""
    return page("trouble.html.j2", status, text=text, remedy="Go back to the list.")


async def _failed(_: Request, error: Exception) -> Response:
    """An error that is meant for people: what was sent cannot be read, or the store cannot be."""
    status = HTTPStatus.BAD_REQUEST if isinstance(error, InputError) else HTTPStatus.SERVICE_UNAVAILABLE
    remedy = error.remedy if isinstance(error, CheckerError) else ""
    return page("trouble.html.j2", status, text=str(error), remedy=remedy)


async def _broken(_: Request, __: Exception) -> Response:
    """A fault of ours: said in a sentence. It is answered outside the guard, so that it takes the headers along."""
    told = page("trouble.html.j2", HTTPStatus.INTERNAL_SERVER_ERROR, text="Something is broken.", remedy="Load again.")
    told.headers.update(HEADERS)
    return told
