# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drill: save a town, lose it, bring it back; every row and every file is compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from linli.config.restore import is_empty, known_migrations
from linli.platform import backup
from linli.platform.backup import archive
from linli.platform.tests.servers import House, environment, house

ROOT = Path(__file__).resolve().parents[3]
FILL = """
import io
from linli.config.ready import make_ready
make_ready()
import re
from django.db import transaction
from PIL import Image
from linli.people.commands import confirm_code, send_code
from linli.platform.files import store
from linli.platform.outbox.models import Message
for number in range(3):
    code = send_code(f"1390001100{number}", address="192.0.2.1", language="en", town="x")
    body = Message.objects.get(unique_key=f"people.code:{code}").body
    print(confirm_code(code, re.search(r"[0-9]{6}", body)[0]).pk)
for number in range(5):
    out = io.BytesIO()
    Image.new("RGB", (40 + number, 30), (number * 40, 9, 9)).save(out, "JPEG")
    file = store.store(out.getvalue())
    if number:
        with transaction.atomic():
            store.link([file.id])
"""
CLOSE = """
import sys
from linli.config.ready import make_ready
make_ready()
from uuid import UUID
from linli.people.commands import close_account
from linli.people.queries import actor_of_account
close_account(actor=actor_of_account(UUID(sys.argv[1])))
"""
READ = """
from linli.config.ready import make_ready
make_ready()
from linli.people.models import Contact
from linli.platform import crypto
for row in Contact.objects.order_by("id"):
    print(crypto.unseal(row.sealed, "people_contact", "sealed", row.id))
"""


def linli(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "linli.config.cli", *words]
    return run(home, command, **more)


def python(home: Path, text: str, *words: str, **more: str) -> list[str]:
    done = run(home, [sys.executable, "-c", text, *words], **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def run(home: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    setting = {"DJANGO_SETTINGS_MODULE": "linli.config.settings", "PYTHONPATH": str(ROOT)}
    env = {**environment(home), **setting, **more}
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def rows(link: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Every row of every table as text: not what linli counts, but what is there."""
    link.execute("set timezone = 'UTC'")
    found = {}
    names = link.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    for (name,) in names:
        lines = link.execute(f'select t::text from "{name}" t order by 1').fetchall()
        found[name] = [line for (line,) in lines]
    return found


def files(home: Path) -> dict[str, bytes]:
    folder = home / "files"
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[House, list[str], Path]]:
    """A town with people and files, and its backup behind a passphrase."""
    with house("town") as made:
        done = linli(made.home, "pack", "load", str(ROOT / "packs/shancheng"))
        assert done.returncode == 0, done.stderr
        people = python(made.home, FILL)
        saved = made.home.parent / "saved"
        (made.home.parent / "phrase").write_text("correct horse\nsecond line\n")
        done = linli(made.home, "backup", str(saved), "--passphrase-file", str(made.home.parent / "phrase"))
        assert done.returncode == 0, done.stderr
        assert "5 files" in done.stdout and "KEEP THEM IN ANOTHER PLACE" in done.stderr
        yield made, people, saved


@pytest.fixture
def phrase(town: tuple[House, list[str], Path]) -> tuple[str, str]:
    return ("--passphrase-file", str(town[0].home.parent / "phrase"))


@pytest.mark.slow
def test_everything_comes_back(town: tuple[House, list[str], Path], phrase: tuple[str, str]) -> None:
    made, _, saved = town
    made.open()
    with made.link() as link:
        before = rows(link)
    assert sum(map(len, before.values())) > 300
    with house("again") as again:
        done = linli(again.home, "restore", str(saved), *phrase)
        assert done.returncode == 0, done.stderr
        assert f"compared: {len(before)} tables" in done.stdout and "5 files" in done.stdout
        again.open()
        with again.link() as link:
            after = rows(link)
        assert {name for name in before if before[name] != after[name]} <= {"django_session"}
        assert before.keys() == after.keys()
        assert files(made.home) == files(again.home) and len(files(again.home)) == 5
        assert python(again.home, READ) == [f"+861390001100{number}" for number in range(3)]
        with again.link("linli_app") as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("delete from journal_event")
        refused = linli(again.home, "restore", str(saved), *phrase)
        assert refused.returncode == 1 and "not_empty" in refused.stderr


@pytest.mark.slow
def test_what_was_erased_after_the_backup_does_not_come_back(
    town: tuple[House, list[str], Path], phrase: tuple[str, str]
) -> None:
    made, people, saved = town
    python(made.home, CLOSE, people[1])
    erased = made.home / "erased" / "list.jsonl"
    assert json.loads(erased.read_text())["subject"] == people[1]
    with house("again") as again:
        done = linli(again.home, "restore", str(saved), *phrase, "--erased", str(erased))
        assert done.returncode == 0, done.stderr
        assert "erased again: 1" in done.stdout
        assert python(again.home, READ) == ["+8613900011000", "+8613900011002"]
        assert (again.home / "erased" / "list.jsonl").read_text() == erased.read_text()


@pytest.mark.slow
def test_a_named_server_is_saved_and_restored_too(
    town: tuple[House, list[str], Path], phrase: tuple[str, str]
) -> None:
    made, _, saved = town
    with house("server") as server:
        server.open()
        with server.link("postgres", "postgres") as link:
            link.execute("create database one owner linli_owner")
            link.execute("create database two owner linli_owner")
        urls = [f"postgresql://linli_owner@/{name}?host={server.socket}" for name in ("one", "two")]
        home, copy = server.home.parent / "one", server.home.parent / "two"
        done = linli(home, "restore", str(saved), *phrase, LINLI_DATABASE_URL=urls[0])
        assert done.returncode == 0, done.stderr
        second = server.home.parent / "second"
        assert linli(home, "backup", str(second), LINLI_DATABASE_URL=urls[0]).returncode == 0
        done = linli(copy, "restore", str(second), LINLI_DATABASE_URL=urls[1])
        assert done.returncode == 0, done.stderr
        with server.link(database="one") as one, server.link(database="two") as two:
            assert rows(one) == rows(two)
        assert files(home) == files(copy) == files(made.home)
        third = server.home.parent / "three"
        refused = linli(third, "restore", str(second), LINLI_DATABASE_URL=urls[1])
        assert refused.returncode == 1 and "not_empty" in refused.stderr
        assert is_empty(third)


@pytest.mark.slow
def test_a_damaged_backup_or_a_wrong_key_changes_nothing(
    town: tuple[House, list[str], Path], phrase: tuple[str, str]
) -> None:
    made, _, saved = town
    home, broken = made.home.parent / "empty", made.home.parent / "broken"
    content = bytearray(saved.read_bytes())
    content[content.index(b"PGDMP") + 2000] ^= 1
    broken.write_bytes(content)
    shutil.copy(f"{saved}.keys", f"{broken}.keys")
    done = linli(home, "restore", str(broken), *phrase)
    assert done.returncode == 1 and "database.dump" in done.stderr
    (made.home.parent / "other").write_text("wrong horse\n")
    done = linli(home, "restore", str(saved), "--passphrase-file", str(made.home.parent / "other"))
    assert done.returncode == 1 and "keys_wrong" in done.stderr
    done = linli(home, "restore", str(saved))
    assert done.returncode == 1 and "keys_wrong" in done.stderr
    backup.seal_keys(Path(f"{broken}.keys"), {"field.keys": f"1:{'A' * 43}="}, "x", None)
    done = linli(home, "restore", str(saved), "--keys", f"{broken}.keys")
    assert done.returncode == 1 and "belong to another backup" in done.stderr
    assert is_empty(home)
    done = linli(made.home, "backup", str(saved))
    assert done.returncode == 1 and "file_exists" in done.stderr


# --- the archive alone ---------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, backup.Manifest]:
    """An archive of two files and something that looks like a dump."""
    folder = tmp_path / "files"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab/one.jpg").write_bytes(b"one" * 1000)
    (folder / "two.pdf").write_bytes(b"two" * 1000)
    (tmp_path / "dump").write_bytes(b"dump" * 1000)
    made = backup.Manifest("id", "0", 18, "now", "00", [], {"t": ["1", "2"]})
    names = ["ab/one.jpg", "gone.jpg", "two.pdf"]
    path = tmp_path / "saved"
    return path, backup.write(path, made, tmp_path / "dump", folder, names)


def test_an_archive_says_what_it_holds_and_what_was_gone(small: tuple[Path, backup.Manifest]) -> None:
    path, made = small
    found = backup.check(path)
    assert found == made and found.missing == ["gone.jpg"]
    assert found.files == ["files/ab/one.jpg", "files/two.pdf"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("mark", "part"),
    [(b"dumpdump", "database.dump"), (b"oneone", "files/ab/one.jpg"), (b"twotwo", "files/two.pdf"),
     (b'"tables"', "manifest.json")],
)  # fmt: skip
def test_a_changed_bit_is_named(small: tuple[Path, backup.Manifest], mark: bytes, part: str) -> None:
    path, _ = small
    content = bytearray(path.read_bytes())
    content[content.index(mark) + 3] ^= 4
    path.write_bytes(content)
    with pytest.raises(backup.Damaged) as caught:
        backup.check(path)
    assert caught.value.parts == [part]


def test_no_cut_and_no_changed_byte_goes_unseen(small: tuple[Path, backup.Manifest]) -> None:
    """Every 97th byte in turn. What may change unseen is a sign of tar's own that means nothing."""
    path, made = small
    content = path.read_bytes()
    with tarfile.open(path) as tar:
        parts = [(part.offset_data, part.offset_data + part.size) for part in tar]
    unseen = []
    for at in range(0, len(content), 97):
        broken = bytearray(content)
        broken[at] ^= 0x55
        path.write_bytes(broken)
        try:
            found = backup.check(path)
        except backup.Damaged as error:
            assert error.parts and all(error.parts)
        else:
            assert found == made
            unseen.append(at)
    assert not [at for at in unseen if any(begin <= at < end for begin, end in parts)]
    for size in (0, 1, 511, 512, len(content) // 2, content.index(b'"tables"')):
        path.write_bytes(content[:size])
        with pytest.raises(backup.Damaged):
            backup.check(path)


@pytest.mark.parametrize("name", ["../x", "/x", "files/../../x", "files//x", ".", ""])
def test_a_name_that_leads_out_of_the_folder_is_none(name: str) -> None:
    assert not archive.safe_name(name)


def test_keys_open_with_their_passphrase_alone(tmp_path: Path) -> None:
    path, keys = tmp_path / "keys", {"field.keys": "1:abc", "secret.key": "s"}
    backup.seal_keys(path, keys, "archive", "phrase")
    assert "abc" not in path.read_text() and path.stat().st_mode & 0o777 == 0o600
    assert backup.open_keys(path, "phrase") == keys
    for wrong in (None, "", "Phrase"):
        with pytest.raises(backup.KeysFault):
            backup.open_keys(path, wrong)
    for text in ("", "[]", "{}", '{"keys": 7}'):
        path.write_text(text)
        with pytest.raises(backup.KeysFault):
            backup.open_keys(path, None)


def test_a_backup_of_a_newer_linli_is_known_by_its_migrations() -> None:
    named = ["people.0001_initial", "people.9999_tomorrow", "auth.9999_not_ours"]
    assert known_migrations(named) == {"people.0001_initial", "auth.9999_not_ours"}


def test_the_folder_of_an_installation_is_not_empty(tmp_path: Path) -> None:
    assert is_empty(tmp_path) and is_empty(tmp_path / "nowhere")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/home.id").write_text("x")
    assert is_empty(tmp_path)
    (tmp_path / "files").mkdir()
    (tmp_path / "files/one").write_text("x")
    assert not is_empty(tmp_path)
    assert os.access(tmp_path, os.R_OK)
