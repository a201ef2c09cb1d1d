"""Addresses that may be connected to: those of the public internet, and nothing of this machine, its network or cloud.

After the IANA special-purpose address registries (RFC 6890 and its updates). The list is here and not left to
``ipaddress.is_global``, which lets multicast through and changes between releases of Python.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_REFUSED_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT; metadata of Alibaba Cloud
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's platform, from inside
            "169.254.0.0/16",  # link-local; metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; metadata of Oracle Cloud
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
"""All global unicast. Outside of it: loopback, IPv4-mapped, unique-local, link-local, multicast, and the unassigned."""
_REFUSED_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
"""How networks without IPv4 reach it (RFC 6052): the last 32 bits are the address that is meant."""
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""The middle of an address that carries an IPv4 address at its end (RFC 5214)."""

_LOOKS_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?", re.IGNORECASE)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and so is every address that it embeds."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_4)
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _NAT64:
        return is_public(last)
    if address not in _PUBLIC_6 or any(address in network for network in _REFUSED_6):
        return False
    return int(address) >> 32 & 0xFFFF_FFFF not in _ISATAP or is_public(last)


def literal(host: str) -> Address | None:
    """The address that a host is written as; None where it is a name.

    Raises:
        ValueError: It is a number in a form that only some programs read as an address: "0x7f.1", "017700000001".
    """
    if ":" in host:
        address = IPv6Address(host)
        if address.scope_id is not None:
            raise ValueError("an address with a zone is one of this machine's network")
        return address
    return ip_address(host) if _LOOKS_NUMERIC.fullmatch(host) else None
