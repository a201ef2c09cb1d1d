"""Caps: an answer without end, as an article may talk a model into, is cut before it costs calls, time and memory.

What a story gives rise to stays far below: a reading raises about a hundred questions, with an answer an outlet.
"""

from __future__ import annotations

from schemas.answers import AnsweredSide, RaisedQuestion, RaisedQuestions

MOST_QUESTIONS = 500
"""Of one reading."""
MOST_SIDES = 30
"""Of one question."""
MOST_SENTENCES = 30
"""Of one side."""
MOST_LETTERS = 400
"""Code points of a question, and of the words of a side."""


def capped(answer: RaisedQuestions) -> tuple[RaisedQuestions, str]:
    """An answer within the caps.

    Returns:
        The answer; and in words for people what was cut, empty where nothing was.
    """
    sides = [side for question in answer.questions[:MOST_QUESTIONS] for side in question.sides]
    cuts = (
        (len(answer.questions), MOST_QUESTIONS, "questions"),
        (
            max((len(q.sides) for q in answer.questions[:MOST_QUESTIONS]), default=0),
            MOST_SIDES,
            "answers to a question",
        ),
        (max((len(side.at) for side in sides), default=0), MOST_SENTENCES, "sentences for an answer"),
    )
    told = [f"{found:,} {what}, of which {most} were taken" for found, most, what in cuts if found > most]
    questions = [_question(question) for question in answer.questions[:MOST_QUESTIONS]]
    return answer.model_copy(update={"questions": questions}), "; ".join(told)


def _question(question: RaisedQuestion) -> RaisedQuestion:
    sides = [_side(side) for side in question.sides[:MOST_SIDES]]
    return question.model_copy(update={"q": _short(question.q), "sides": sides})


def _side(side: AnsweredSide) -> AnsweredSide:
    return side.model_copy(update={"says": _short(side.says), "at": side.at[:MOST_SENTENCES]})


def _short(words: str) -> str:
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1] + "…"
