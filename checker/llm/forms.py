"""The one module that knows instructor: how an answer of a given type is asked for, validated, and asked for again.

instructor's usual entrance makes a class of its own from every Pydantic class, and its JSON Schema, for every single
call, and looks through both three times; that takes longer than all else that a call does on this side (instructor,
issue 2603). So its parts are used one by one: what depends on the type of an answer alone is made once, and its loop
of re-asking runs for each call.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel

from checker.llm.fingerprint import schema_of
from checker.settings import StructuredOutput

T = TypeVar("T", bound=BaseModel)

REASKS = 1
"""How often a model is asked again after an answer that does not validate."""

Complete = Callable[..., Any]
"""Sends a request, given as keywords, and returns the Chat Completion."""


class Forms:
    """Asks for answers of any type. Safe to share between threads.

    Args:
        wanted: how the endpoint is made to answer in the wanted form.
    """

    def __init__(self, wanted: StructuredOutput) -> None:
        import instructor
        from instructor.v2 import mode_registry

        self._mode = {
            StructuredOutput.JSON_SCHEMA: instructor.Mode.JSON_SCHEMA,
            StructuredOutput.TOOLS: instructor.Mode.TOOLS,
            StructuredOutput.JSON: instructor.Mode.JSON,
        }[wanted]
        self._handlers = mode_registry.get_handlers(instructor.Provider.OPENAI, self._mode)
        self._titled = wanted is StructuredOutput.TOOLS
        self._guard = Lock()
        self._classes: dict[type[BaseModel], type[BaseModel]] = {}

    def request(self, answer_type: type[BaseModel], request: dict[str, Any]) -> dict[str, Any]:
        """A request that says which form the answer is to have: by its schema, as a tool, or in the messages."""
        return dict(self._handlers.request_handler(response_model=self._class(answer_type), kwargs=request)[1])

    def ask(self, complete: Complete, answer_type: type[T], request: dict[str, Any]) -> T:
        """Send a request until its answer validates, `REASKS` times more at most.

        Raises:
            instructor.core.InstructorRetryException: no answer validated, or ``complete`` raised; its cause says what.
        """
        from instructor.core.retry import retry_sync

        whole = self.request(answer_type, request)
        answer: Any = retry_sync(
            complete, self._class(answer_type), (), whole, max_retries=REASKS, strict=False, mode=self._mode
        )
        # Through JSON, as an answer from the cache comes: both are then equal, and plain instances of their type.
        return answer_type.model_validate_json(answer.model_dump_json(by_alias=True))

    def _class(self, answer_type: type[BaseModel]) -> type[BaseModel]:
        with self._guard:
            if answer_type not in self._classes:
                self._classes[answer_type] = _prepared(answer_type, titled=self._titled)
            return self._classes[answer_type]


def _prepared(answer_type: type[BaseModel], *, titled: bool) -> type[BaseModel]:
    """The class that instructor makes from an answer type, with a schema that is made once.

    Args:
        answer_type: the form of the answers.
        titled: whether the schema names the type, which instructor calls a tool by; our answers' own name nothing.
    """
    import instructor

    made: type[BaseModel] = instructor.response_schema(answer_type)
    schema = {"title": answer_type.__name__, **schema_of(made)} if titled else schema_of(made)

    def model_json_schema(**_: object) -> dict[str, Any]:
        return dict(schema)

    setattr(made, "model_json_schema", model_json_schema)  # noqa: B010 -- as a plain assignment it would not type
    return made
