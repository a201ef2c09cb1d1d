"""Open files: how many requests can be in flight with those that the system grants this process."""

from __future__ import annotations

from checker.cli.console import stderr

OTHERS = 40
"""Files that are open besides the connections: the cache, the store, articles, what is imported."""


def affordable(concurrency: int) -> int:
    """How many requests can be in flight. The limit on open files is raised where it may be, and told where it is low.

    Args:
        concurrency: how many are wanted.
    """
    try:
        import resource
    except ImportError:  # not POSIX: no such limit
        return concurrency
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = concurrency + OTHERS
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return concurrency
    fewer = max(1, soft - OTHERS)
    stderr().print(
        f"{fewer} requests at once instead of {concurrency}: this system grants {soft} open files (see 'ulimit -n')."
    )
    return fewer
