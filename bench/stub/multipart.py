"""Uploaded files: a form in ``multipart/form-data`` (RFC 7578)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One field of a form."""

    value: bytes
    filename: str = ""


def parts(body: bytes, content_type: str) -> dict[str, Part]:
    """The fields of a form, by name.

    Raises:
        ValueError: this is no form.
    """
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        raise ValueError("no multipart form")
    fields = {}
    for block in body.split(b"--" + found[1].encode("latin-1"))[1:-1]:
        head, _, value = block.partition(b"\r\n\r\n")
        told = head.decode("utf-8", "replace")
        name, filename = (re.search(rf'\b{key}="([^"]*)"', told) for key in ("name", "filename"))
        if name:
            fields[name[1]] = Part(value.removesuffix(b"\r\n"), filename[1] if filename else "")
    return fields
