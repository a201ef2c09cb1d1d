"""What can be set on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.stub.batches import OF_BATCHES, OF_LINES, BatchTreatment
from bench.stub.faults import Fault, Schedule
from bench.stub.gate import Limits
from bench.stub.latency import Latency
from bench.stub.server import Treatment


def parser() -> argparse.ArgumentParser:
    """All flags."""
    flags = argparse.ArgumentParser(prog="python -m bench.stub", description="An OpenAI-compatible stub on loopback.")
    _world(flags.add_argument_group("what it answers"))
    _limits(flags.add_argument_group("how fast"))
    _faults(flags.add_argument_group("what goes wrong"))
    flags.add_argument("--seed", type=int, default=1, help="what the world, the latencies and the faults follow from")
    flags.add_argument("--until-eof", action="store_true", help="end when standard input does")
    return flags


def _world(flags: argparse._ArgumentGroup) -> None:
    flags.add_argument("--articles", type=int, default=8, help="articles of the story (of each, on average)")
    flags.add_argument("--pool", type=int, default=60, help="facts that the story has")
    flags.add_argument("--facts", type=int, default=20, help="facts that an article tells")
    flags.add_argument("--changed", type=float, default=0.06, help="share of reports with another value")
    flags.add_argument("--reprints", type=float, default=0.0, help="share of articles that copy another one")
    flags.add_argument("--changed-reprints", type=float, default=0.3, help="share of those with one number changed")
    flags.add_argument("--stories", type=int, default=1)
    flags.add_argument("--error-rate", type=float, default=0.0, help="share of what the model gets wrong")
    flags.add_argument("--canned", action="store_true", help="one fixed answer for every form, at once")
    flags.add_argument("--canned-file", type=Path, help="JSON to answer other schemas with; implies --canned")


def _limits(flags: argparse._ArgumentGroup) -> None:
    flags.add_argument("--latency", type=float, default=0.0, metavar="S")
    flags.add_argument("--latency-p50", type=float, metavar="S", help="lognormal, instead of a fixed one")
    flags.add_argument("--latency-p99", type=float, metavar="S")
    flags.add_argument("--slow-share", type=float, default=0.0, metavar="P", help="share that takes longer")
    flags.add_argument("--slow-factor", type=float, default=50.0, metavar="F", help="how many times longer")
    flags.add_argument("--rate", type=float, default=0.0, metavar="R", help="requests a second; 0 for no limit")
    flags.add_argument("--burst", type=float, metavar="B", help="requests at once; those of a second if not given")
    flags.add_argument("--rate-at", type=_changes, default=(), metavar="S:R,S:R", help="another rate from second S on")
    flags.add_argument("--retry-after", default="1", help="as sent; 120ms goes into retry-after-ms, none is not sent")
    flags.add_argument("--tokens-per-minute", type=float, default=0.0, metavar="T")
    flags.add_argument("--rate-headers", action="store_true", help="tell the limits in x-ratelimit headers")


def _faults(flags: argparse._ArgumentGroup) -> None:
    flags.add_argument("--fault", type=_share, action="append", default=[], metavar="NAME:P", help="repeatable")
    flags.add_argument("--fault-at", type=_indexed, default={}, metavar="I=NAME,I=NAME", help="by index, from 0")
    flags.add_argument("--batch-seconds", type=float, default=1.0, metavar="S", help="what a batch takes")
    flags.add_argument("--batch-fault", type=_of_batches, action="append", default=[], metavar="NAME[:P]")
    flags.add_argument("--faulty-batches", type=int, default=1, metavar="N", help="the first ones meet the faults")
    flags.add_argument("--context", type=int, default=0, metavar="T", help="tokens of the longest request answered")


def treatment(given: argparse.Namespace) -> Treatment:
    """How callers are treated, by the flags."""
    return Treatment(
        latency=Latency(
            fixed=given.latency,
            p50=given.latency_p50,
            p99=given.latency_p99,
            slow_share=given.slow_share,
            slow_factor=given.slow_factor,
            seed=given.seed,
        ),
        limits=Limits(
            rate=given.rate,
            burst=given.burst,
            retry_after=given.retry_after,
            tokens_per_minute=given.tokens_per_minute,
            headers=given.rate_headers,
            changes=given.rate_at,
        ),
        faults=Schedule(given.fault, given.fault_at, given.seed),
        batches=BatchTreatment(given.batch_seconds, given.batch_fault, given.faulty_batches, given.seed),
        context=given.context,
    )


def _changes(written: str) -> Sequence[tuple[float, float]]:
    pairs = (part.split(":") for part in written.split(","))
    return sorted((float(second), float(rate)) for second, rate in pairs)


def _share(written: str) -> tuple[Fault, float]:
    name, _, share = written.rpartition(":")
    return Fault.of(name), float(share)


def _of_batches(written: str) -> tuple[str, float]:
    name, _, share = written.partition(":")
    if name not in (*OF_LINES, *OF_BATCHES):
        raise ValueError(f"there is no fault {name!r} of batches")
    return name, float(share or 1.0)


def _indexed(written: str) -> dict[int, Fault]:
    pairs = (part.split("=") for part in written.split(","))
    return {int(index): Fault.of(name) for index, name in pairs}
