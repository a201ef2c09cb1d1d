"""``python -m bench.stub``: serve until ended."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from bench.stub.answering import answerer
from bench.stub.flags import parser, treatment
from bench.stub.server import Stub, serve


async def _main(given: argparse.Namespace) -> None:
    end, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, end.set)
    if given.until_eof:
        loop.add_reader(sys.stdin.fileno(), end.set)
    await serve(Stub(answerer(given), treatment(given)), end)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(parser().parse_args()))
