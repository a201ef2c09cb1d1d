"""Reading a Chat Completion: is there an answer in it at all, how many tokens were counted, where is the JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.errors import InvalidAnswerError, ModelError, RefusalError
from checker.llm.faults import truncated
from checker.llm.pricing import Tokens
from checker.llm.quoting import Asked
from checker.llm.usage import estimate_tokens

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
"""What reasoning models put before their answer where the server does not take it out."""
FENCE = "```"


def bare_json(text: str) -> str:
    """The JSON of an answer without a fence or thoughts around it. Where there is neither, the text itself."""
    inside = THOUGHTS.sub("", text).strip()
    if len(inside) > 2 * len(FENCE) and inside.startswith(FENCE) and inside.endswith(FENCE):
        return inside.removesuffix(FENCE).partition("\n")[2]
    return inside


def counted_tokens(completion: object, estimate: Tokens) -> Tokens | None:
    """Tokens of a call as the endpoint counted them.

    Args:
        completion: what came back.
        estimate: what is known without it: taken for the tokens sent where the endpoint counts none, as many local
            servers do. Their answers are estimated, too. An estimate is nearer than 0.

    Returns:
        The tokens, or None where no model answered.
    """
    choices = getattr(completion, "choices", None)
    if not choices:
        return None
    usage = getattr(completion, "usage", None)
    sent, received = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
    if isinstance(sent, int) and isinstance(received, int) and min(sent, received) >= 0:
        return Tokens(sent, received)
    return Tokens(estimate.sent, estimate_tokens(str(choices)))


def check(completion: object, asked: Asked) -> ChatCompletion:
    """Make sure that a model answered, before its answer is validated: instructor does not tell these cases apart.

    The JSON is freed from fences and thoughts on the way.

    Raises:
        InvalidAnswerError: what came back is no Chat Completion, or an empty one.
        TruncatedAnswerError: the answer was cut at the token limit.
        RefusalError: the model or a filter declined.
    """
    from openai.types.chat import ChatCompletion, ChatCompletionMessage
    from openai.types.chat.chat_completion import Choice

    if not isinstance(completion, ChatCompletion):
        raise no_completion(asked, completion)
    # The SDK does not validate what it receives: any part can be missing or of another type.
    choice = completion.choices[0] if isinstance(completion.choices, list) and completion.choices else None
    if not isinstance(choice, Choice) or not isinstance(choice.message, ChatCompletionMessage):
        raise _empty(asked, completion)
    if choice.finish_reason == "length":
        raise truncated(asked)
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        raise RefusalError(
            f"{asked.settings.model} declined to answer.", remedy="Check this part by hand, or ask another model."
        )
    if isinstance(choice.message.content, str):
        choice.message.content = bare_json(choice.message.content)
    return completion


def no_completion(asked: Asked, body: object = None) -> ModelError:
    """The error for a response that is no Chat Completion.

    Args:
        asked: what was asked.
        body: the response as the SDK handed it on, where it did.
    """
    what = "a web page" if isinstance(body, str) and "<" in body else "something that is not JSON"
    return InvalidAnswerError(
        f"{asked.address} answered with {what} instead of a Chat Completion.",
        remedy="Check --base-url. For most servers it ends in /v1.",
    )


def _empty(asked: Asked, completion: ChatCompletion) -> ModelError:
    # Some gateways report a failure behind them with status 200.
    said = asked.quote((completion.model_extra or {}).get("error"))
    return InvalidAnswerError(
        f"{asked.address} answered without an answer of the model in it.{said}",
        remedy="Run again: answers so far are kept. If it stays so, ask another model or endpoint.",
    )
