# SPDX-License-Identifier: AGPL-3.0-or-later
"""The archive: parts in a tar, then the manifest, then the manifest's own hash."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
DUMP, FILES, MANIFEST, SEAL = "database.dump", "files/", "manifest.json", "manifest.sha256"
PIECE = 1024 * 1024


class Damaged(Exception):
    """An archive that is not what was written; ``parts`` names what is damaged or gone."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. ``tables`` gives rows and a digest of every table, ``parts`` size and
    SHA-256 of every part, ``key_check`` tells whether a set of keys belongs to it."""

    id: str
    linli: str
    server: int
    made_at: str
    key_check: str
    migrations: list[str]
    tables: dict[str, list[str]]
    missing: list[str] = field(default_factory=list)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        return [name for name in self.parts if name.startswith(FILES)]


def write(path: Path, manifest: Manifest, dump: Path, folder: Path, files: list[str]) -> Manifest:
    """Write the archive and give back its manifest with every part's hash.

    The file appears under its name when it is whole and on the disk. A file that is gone by the time
    it is read is left out and named in ``missing``.
    """
    draft = path.with_name(f"{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            manifest.parts[DUMP] = _add(tar, DUMP, dump)
            for name in files:
                try:
                    manifest.parts[FILES + name] = _add(tar, FILES + name, folder / name)
                except FileNotFoundError:
                    manifest.missing.append(name)
            text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
            _put(tar, MANIFEST, text)
            _put(tar, SEAL, hashlib.sha256(text).hexdigest().encode())
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    return manifest


def check(path: Path) -> Manifest:
    """Read the whole archive against its manifest. Raises :class:`Damaged` with the parts' names."""
    found: dict[str, list[Any]] = {}
    small: dict[str, bytes] = {}
    last = "the beginning"
    broken = ""
    try:
        for member, content in _members(path):
            last = member.name
            if last in (MANIFEST, SEAL):
                small[last] = content.read()
            else:
                found[last] = [member.size, _hash(content)]
    except (tarfile.TarError, EOFError, OSError, ValueError):
        broken = f"what follows {last}"
    text = small.get(MANIFEST)
    if text is None:  # tarfile takes a broken head of a part for the end
        raise Damaged([f"what follows {last}"])
    if hashlib.sha256(text).hexdigest().encode() != small.get(SEAL):
        raise Damaged([MANIFEST])
    manifest = Manifest(**json.loads(text))
    wrong = [name for name, part in manifest.parts.items() if found.get(name) != list(part)]
    wrong += [name for name in found if name not in manifest.parts]
    if wrong or broken:
        raise Damaged(wrong or [broken])
    return manifest


def extract(path: Path, manifest: Manifest, place: Callable[[str], Path]) -> None:
    """Write every part to where ``place`` says, and look at each hash once more while doing so."""
    for member, content in _members(path):
        if member.name not in manifest.parts:
            continue
        target = place(member.name)
        digest = hashlib.sha256()
        with target.open("wb") as out:
            while piece := content.read(PIECE):
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != manifest.parts[member.name][1]:
            raise Damaged([member.name])


def safe_name(name: str) -> bool:
    """Whether a part's name leads nowhere but below the folder of files."""
    pieces = name.split("/")
    return all(piece not in ("", ".", "..") and "\\" not in piece and "\0" not in piece for piece in pieces)


def _members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    with tarfile.open(path, mode="r:") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or not safe_name(member.name):
                raise tarfile.ReadError(member.name)
            yield member, content


def _add(tar: tarfile.TarFile, name: str, path: Path) -> list[Any]:
    with path.open("rb") as file:
        size, digest = os.fstat(file.fileno()).st_size, _hash(file)
        file.seek(0)
        tar.addfile(_info(name, size), file)
    return [size, digest]


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_info(name, len(content)), io.BytesIO(content))


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _hash(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
