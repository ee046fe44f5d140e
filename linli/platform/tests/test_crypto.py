# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sealed opens only where it was written, and keys can be changed."""

from __future__ import annotations

import base64
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.platform import crypto, home
from linli.platform.crypto import Unreadable, blind, new_key, seal, unseal

ROW, OTHER = uuid4(), uuid4()
Keys = Callable[[str], None]
PHONE = "13800000000"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """Use these keys from here on."""

    def use(text: str) -> None:
        monkeypatch.setenv("LINLI_FIELD_KEYS", text)
        crypto._keys.cache_clear()
        crypto._blind_key.cache_clear()

    yield use
    monkeypatch.undo()
    crypto._keys.cache_clear()
    crypto._blind_key.cache_clear()


@settings(deadline=None, database=None)
@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text, "t", "c", ROW), "t", "c", ROW) == text


def test_what_is_sealed_does_not_show_itself_and_is_never_the_same_twice() -> None:
    first, second = seal(PHONE, "t", "c", ROW), seal(PHONE, "t", "c", ROW)
    assert PHONE.encode() not in first
    assert first != second
    assert unseal(memoryview(second), "t", "c", ROW) == PHONE


def test_what_is_moved_to_another_table_column_or_row_does_not_open() -> None:
    sealed = seal(PHONE, "people_contact", "value", ROW)
    for place in (
        ("cases_reporter", "value", ROW),
        ("people_contact", "name", ROW),
        ("people_contact", "value", OTHER),
        ("people_contact\0value", "", ROW),
    ):
        with pytest.raises(Unreadable):
            unseal(sealed, *place)


def test_every_changed_byte_and_every_missing_end_is_noticed() -> None:
    sealed = seal(PHONE, "t", "c", ROW)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(Unreadable):
            unseal(bytes(changed), "t", "c", ROW)
        with pytest.raises(Unreadable):
            unseal(sealed[:at], "t", "c", ROW)


def test_the_error_names_the_place_and_not_the_content(keys: Keys) -> None:
    with pytest.raises(Unreadable) as caught:
        unseal(seal(PHONE, "t", "c", ROW) + b"x", "t", "c", ROW)
    assert str(caught.value) == "t.c"


def test_a_new_key_seals_and_the_old_one_still_opens(keys: Keys) -> None:
    one, two = new_key(), new_key()
    keys(f"1:{one}")
    old, index = seal(PHONE, "t", "c", ROW), blind(PHONE, "contact")
    keys(f"1:{one},2:{two}")
    new = seal(PHONE, "t", "c", ROW)
    assert (old[0], new[0]) == (1, 2)
    assert unseal(old, "t", "c", ROW) == unseal(new, "t", "c", ROW) == PHONE
    assert blind(PHONE, "contact") == index, "what was found by its blind index is still found"
    keys(f"2:{two}")
    with pytest.raises(Unreadable):
        unseal(old, "t", "c", ROW)
    keys(f"1:{new_key()}")
    with pytest.raises(Unreadable):
        unseal(old, "t", "c", ROW)


def test_a_blind_index_finds_its_value_for_one_purpose_and_tells_nothing(keys: Keys) -> None:
    keys(f"1:{new_key()}")
    index = blind(PHONE, "contact")
    assert index == blind(PHONE, "contact") and len(index) == 32
    assert len({index, blind("13800000001", "contact"), blind(PHONE, "attempt")}) == 3
    keys(f"1:{new_key()}")
    assert blind(PHONE, "contact") != index, "without the key nobody can try all telephone numbers"


def test_a_fresh_key_has_256_bits_and_is_never_the_same() -> None:
    assert len({new_key() for _ in range(50)}) == 50
    assert crypto.base64.urlsafe_b64decode(new_key()).__len__() == 32


def test_a_secret_is_made_once_and_closed_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: home.kept_secret("field.keys", new_key), range(40)))
    assert len(found) == 1
    path = tmp_path / "home" / "keys" / "field.keys"
    assert path.read_text().strip() in found
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [kept.name for kept in path.parent.iterdir()] == ["field.keys"], "drafts are gone"


def test_what_a_phone_seals_opens_for_its_account_alone() -> None:
    key, seal = crypto.phone_key("one"), base64.b64decode(crypto.phone_seal("one"))
    point = b"\x04" + b"".join(base64.urlsafe_b64decode(key[name] + "=") for name in ("x", "y"))
    assert point == seal and key == crypto.phone_key("one")
    assert crypto.phone_key("other")["d"] != key["d"] and crypto.phone_seal("other") != crypto.phone_seal(
        "one"
    )
    assert key["d"] not in crypto.phone_seal("one")
