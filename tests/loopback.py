"""The loopback interface: the tests talk to servers on this machine, and a fresh network namespace has it down."""

from __future__ import annotations

import errno
import fcntl
import socket
import struct

SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 0x1
"""From Linux' <linux/sockios.h> and <net/if.h>; see netdevice(7)."""


def bring_up() -> None:
    """Make sure that this machine can talk to itself.

    Raises:
        OSError: the interface is down, and may not be brought up by this user.
    """
    with socket.socket() as probe:
        problem = probe.connect_ex(("127.0.0.1", 9))
        if problem != errno.ENETUNREACH:
            return
        request = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(probe, SIOCGIFFLAGS, request))
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
