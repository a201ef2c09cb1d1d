"""What the stub answers from: a world, a world with mistakes, or one fixed answer for all."""

from __future__ import annotations

import argparse
from typing import Any

from bench.answers import Told, answer
from bench.mistakes import Mistaken
from bench.stub.canned import Canned
from bench.stub.server import Answerer
from bench.world import Shape, world, worlds


def answerer(given: argparse.Namespace) -> Answerer:
    """What a model would say, by the flags."""
    if given.canned or given.canned_file:
        return Canned(given.canned_file)
    told = _told(given)
    told.questions  # noqa: B018 -- looked up once, now: the first caller need not wait for it

    def right(form: str, asked: str) -> dict[str, Any]:
        return answer(told, form, asked)

    return Mistaken(right, given.error_rate, given.seed) if given.error_rate else right


def _told(given: argparse.Namespace) -> Told:
    shape = Shape(given.facts, given.pool, given.changed, given.reprints, given.changed_reprints)
    if given.stories > 1:
        return worlds(given.seed, given.stories, given.articles, shape)
    return world(given.seed, given.articles, **vars(shape))
