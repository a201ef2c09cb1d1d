"""Passwords as they are kept."""

from __future__ import annotations

import pytest

from checker.review.web.access import Access, hash_password, verify_password


def test_a_password_fits_its_hash_and_no_other() -> None:
    hashed = hash_password("gulls & herrings")
    assert verify_password("gulls & herrings", hashed)
    assert verify_password("gulls & herrings", f"{hashed}\n")
    assert not verify_password("gulls & herring", hashed)
    assert "gulls" not in hashed


def test_the_same_password_is_never_hashed_alike() -> None:
    assert hash_password("tide") != hash_password("tide")


@pytest.mark.parametrize(
    "hashed",
    ["", "tide", "scrypt$", "bcrypt$2$8$1$AAAA$AAAA", "scrypt$x$8$1$AAAA$AAAA", "scrypt$3$8$1$AAAA$AAAA",
     "scrypt$1073741824$8$1$AAAA$AAAA", "scrypt$16384$8$1$!!$AAAA", "scrypt$16384$8$1$AAAA$"],
)  # fmt: skip
def test_what_is_no_hash_fits_no_password(hashed: str) -> None:
    assert not verify_password("tide", hashed)
    assert not verify_password("", hashed)


def test_secrets_are_not_shown() -> None:
    assert "s3cret" not in repr(Access(token="s3cret", password_hash="s3cret"))


def test_without_a_token_no_token_fits() -> None:
    assert not Access().token_fits("")
    assert not Access(token="one").token_fits("öne")
    assert Access(token="one").token_fits("one")
