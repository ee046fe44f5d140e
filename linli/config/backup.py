# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli backup FILE``: database and files into FILE, keys into FILE.keys.

The product goes on working meanwhile: the database is saved as it stood at one moment.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from linli import __version__
from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.kernel.problem import mark, problem
from linli.platform import backup
from linli.platform.backup import dump
from linli.platform.crypto import blind
from linli.platform.home import home, private

from .steps import step

FILE_EXISTS = problem(
    "file_exists",
    409,
    mark("There is a file of this name already."),
    mark("Choose another name; a backup never replaces a file."),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--passphrase-file", type=Path, help="the first line of this file closes FILE.keys")


def run(options: argparse.Namespace) -> int:
    """Save everything; 1 if a file that belongs to something was gone."""
    target, beside = options.file, options.file.with_name(f"{options.file.name}.keys")
    for path in (target, beside):
        if path.exists():
            raise FILE_EXISTS(file=str(path))
    manifest = save(target)
    backup.seal_keys(
        beside, backup.keys_of(home() / "keys"), manifest.id, passphrase_of(options.passphrase_file)
    )
    rows = sum(int(count) for count, _ in manifest.tables.values())
    print(f"{target}: {len(manifest.tables)} tables with {rows:,} rows, {len(manifest.files):,} files")
    print(
        f"{beside}: the keys. KEEP THEM IN ANOTHER PLACE than {target.name}: whoever has both reads "
        "every name and number; whoever has lost them reads none.",
        file=sys.stderr,
    )
    for name in manifest.missing:
        print(f"a file is gone that belongs to something: {name}", file=sys.stderr)
    return 1 if manifest.missing else 0


def save(target: Path) -> backup.Manifest:
    """Write the archive; what it holds."""
    files = private("files")
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".linli-") as folder:
        dumped = Path(folder) / "dump"
        with step("database"), dump.snapshot() as (link, moment):
            dump.save(dumped, moment)
            manifest = backup.Manifest(
                id=str(new_id()),
                linli=__version__,
                server=link.info.server_version,
                made_at=clock.now().isoformat(),
                key_check=key_check(),
                migrations=dump.migrations(link),
                tables=dump.tables(link),
            )
            linked = "select key from files_file where linked order by key"
            kept = {name for (name,) in link.execute(linked).fetchall()}
        with step("files"):
            there = {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
            written = backup.write(target, manifest, dumped, files, sorted(there | kept))
    written.missing[:] = [name for name in written.missing if name in kept]
    return written


def key_check() -> str:
    """A mark by which keys are known to belong to an archive; it tells nothing about them."""
    return blind("linli", "backup").hex()


def passphrase_of(path: Path | None) -> str | None:
    """The first line of a file."""
    return path.read_text("utf-8").split("\n", 1)[0].rstrip("\r") if path else None
