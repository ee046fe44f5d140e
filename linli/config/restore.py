# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli restore FILE``: bring a backup back into an empty folder, compare it whole, and erase again
what was erased after it was made.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.kernel.problem import mark, problem
from linli.platform import backup, database
from linli.platform.backup import dump
from linli.platform.backup.archive import DUMP, FILES
from linli.platform.home import home, private

from .backup import key_check, passphrase_of
from .steps import step

PACKAGE = Path(__file__).resolve().parents[1]

NOT_EMPTY = problem(
    "not_empty",
    409,
    mark("This data folder or database is not empty; nothing was changed."),
    mark("Set LINLI_HOME to a new folder (and LINLI_DATABASE_URL to an empty database)."),
)
BACKUP_DAMAGED = problem(
    "backup_damaged",
    422,
    mark("This backup is damaged; nothing was changed. Damaged: %(parts)s."),
    mark("Take another copy of it, or an older backup."),
)
BACKUP_NEWER = problem(
    "backup_newer",
    422,
    mark("This backup was made by a newer linli (%(version)s)."),
    mark("Install that version, then restore."),
)
KEYS_WRONG = problem(
    "keys_wrong",
    422,
    mark("Without its keys nobody can read this backup's contacts: %(why)s."),
    mark("Name the file with --keys (and --passphrase-file), or set LINLI_FIELD_KEYS."),
)
NOT_EQUAL = problem(
    "restore_not_equal",
    500,
    mark("What came back is not what was saved: %(parts)s."),
    mark("Do not work with this folder; remove it and restore again."),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, help="the file with its keys (default: FILE.keys)")
    parser.add_argument("--passphrase-file", type=Path, help="its first line opens the keys")
    parser.add_argument(
        "--erased", type=Path, help="erased/list.jsonl of the folder that was lost: erase these again"
    )


def run(options: argparse.Namespace) -> int:
    """Bring everything back, or nothing at all."""
    if not is_empty(home()):
        raise NOT_EMPTY(folder=str(home()))
    with step("hashes of the backup"):
        try:
            manifest = backup.check(options.file)
        except backup.Damaged as error:
            raise BACKUP_DAMAGED(parts=", ".join(error.parts)) from error
    if set(manifest.migrations) - known_migrations(manifest.migrations):
        raise BACKUP_NEWER(version=manifest.linli)
    keys = _keys(
        options.keys or options.file.with_name(f"{options.file.name}.keys"), options.passphrase_file
    )
    with _all_or_nothing():
        _put_keys(keys)
        if key_check() != manifest.key_check:
            raise KEYS_WRONG(why="these keys belong to another backup")
        _bring_back(options.file, manifest)
    print(
        f"compared: {len(manifest.tables)} tables with "
        f"{sum(int(rows) for rows, _ in manifest.tables.values()):,} rows and "
        f"{len(manifest.files):,} files are what was saved"
    )
    for name in manifest.missing:
        print(f"was gone already when the backup was made: {name}", file=sys.stderr)
    return _afterwards(options.erased)


def is_empty(folder: Path) -> bool:
    """Whether nothing was ever kept in a data folder."""
    return not any(
        path.name != "home.id"
        for name in ("keys", "files", "database", "erased")
        for path in (folder / name).glob("*")
    )


def known_migrations(named: list[str]) -> set[str]:
    """Of some migrations those that this linli has, or that are not its own."""
    paths = [path for path in PACKAGE.rglob("migrations/*.py") if path.name != "__init__.py"]
    ours = {f"{path.parent.parent.name}.{path.stem}" for path in paths}
    apps = {name.partition(".")[0] for name in ours}
    return {name for name in named if name in ours or name.partition(".")[0] not in apps}


def _keys(path: Path, passphrase: Path | None) -> dict[str, str]:
    if not path.exists() and os.environ.get("LINLI_FIELD_KEYS"):
        return {}
    try:
        return backup.open_keys(path, passphrase_of(passphrase))
    except backup.KeysFault as error:
        raise KEYS_WRONG(why=str(error)) from error


def _put_keys(keys: dict[str, str]) -> None:
    for name, value in keys.items():
        if not backup.archive.safe_name(name) or "/" in name:
            raise KEYS_WRONG(why="this is no file with keys")
        path = private("keys") / name
        path.write_text(value + "\n", "ascii")
        path.chmod(0o600)


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Take away what was brought, if bringing it fails. (The database does so by itself.)"""
    try:
        yield
    except BaseException:
        for name in ("files", "keys"):
            for path in (home() / name).glob("*"):
                if path.name != "home.id":
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _bring_back(archive: Path, manifest: backup.Manifest) -> None:
    with step("database server"):
        database.ensure()
    with dump.link() as link:
        if link.execute(dump.TABLES).fetchall():
            raise NOT_EMPTY(folder="LINLI_DATABASE_URL")
    files, dumped = private("files"), private("restore") / DUMP

    def place(part: str) -> Path:
        if part == DUMP:
            return dumped
        path = files / part.removeprefix(FILES)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    try:
        with step("files"):
            backup.extract(archive, manifest, place)
        with step("database"):
            dump.load(dumped)
    finally:
        shutil.rmtree(dumped.parent)
    with step("comparing every table"), dump.link() as link:
        _compare(manifest, dump.tables(link))
        link.execute("analyze")


def _compare(manifest: backup.Manifest, found: dict[str, list[str]]) -> None:
    names = sorted(manifest.tables.keys() | found.keys())
    wrong = [name for name in names if manifest.tables.get(name) != found.get(name)]
    if wrong:
        raise NOT_EQUAL(parts=", ".join(wrong))


def _afterwards(erased: Path | None) -> int:
    """What must not come back with the rest: sessions, and what was erased since."""
    import django

    django.setup()
    from linli.platform import erasure

    from .ready import grant, migrate, schema_is_current

    grant()
    if not schema_is_current() and database.embedded():
        with step("tables of this linli"):
            migrate()
    with dump.link() as link:
        ended = link.execute("delete from django_session").rowcount
    print(f"ended: {ended} sessions; everybody signs in again")
    lines = [json.loads(line) for line in erased.read_text("ascii").splitlines()] if erased else []
    print(f"erased again: {erasure.reapply(lines)}")
    if erased is None:
        print(
            "If somebody had their data erased after this backup was made, it is here again. Give the "
            "lost folder's erased/list.jsonl with --erased, or erase them by hand.",
            file=sys.stderr,
        )
    return 0
