# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli doctor``: what is wrong with this installation, and how to mend it. Changes nothing.

Each check looks at one thing and says what it found. A *fault* keeps linli from working; a *hint* is
worth knowing. Checks that stand on a faulty one are left out: there is one thing to mend at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from linli.platform import database
from linli.platform.home import CHECKOUT, home, private

OK, HINT, FAULT = "ok", "hint", "fault"
FREE = 1.0  # GB that should be free in the data folder
OLDEST = 150000  # PostgreSQL's version number of 15.0


@dataclass(frozen=True)
class Finding:
    """What one check found: ok, hint or fault; ``mend`` says what to do about it."""

    level: str
    about: str
    words: str
    mend: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--advisories", type=Path, metavar="FILE",
        help="compare the installed packages with flaws that were made public (OSV: .json or .zip)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if there is a fault."""
    findings = examine() + (advisories(options.advisories) if options.advisories else [])
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.level:<6} {finding.about:<14} {finding.words}")
            if finding.mend:
                print(f"{'':<6} {'':<14} -> {finding.mend}")
        faults = sum(finding.level == FAULT for finding in findings)
        print(f"\n{faults} to mend" if faults else "\nnothing to mend")
    return int(any(finding.level == FAULT for finding in findings))


def examine() -> list[Finding]:
    """Every finding, in the order in which they are best mended."""
    findings: list[Finding] = []
    for check in GROUND:
        findings.append(check())
        if findings[-1].level == FAULT:
            break
    else:
        findings += [check() for check in HOUSE]
        findings += channels()
    return findings + [check() for check in AROUND]


# --- what everything stands on: each needs the one before ------------------------------------------


def folder() -> Finding:
    """Whether the data folder can be written, and has room."""
    try:
        path = home()
        for place in (path, private("keys"), private("files")):
            tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        where = os.environ.get("LINLI_HOME") or str(CHECKOUT / "var")
        return Finding(
            FAULT, "data folder", f"{where} cannot be written: {error.strerror or error}",
            "Give it to the user that runs linli, or name another folder in LINLI_HOME.",
        )  # fmt: skip
    free = shutil.disk_usage(path).free / 1e9
    words = f"{path}, {free:.1f} GB free"
    if free < FREE:
        return Finding(HINT, "data folder", words, "Make room: a full disk stops the database.")
    return Finding(OK, "data folder", words)


def server() -> Finding:
    """Whether the database answers; our own is started for that, as by every command."""
    import psycopg

    try:
        database.ensure()
        given = database.connection()
        with psycopg.connect(
            host=given["HOST"], port=given["PORT"] or None, user=given["USER"] or None,
            password=given["PASSWORD"] or None, dbname=given["NAME"], connect_timeout=5,
            **{key: value for key, value in given["OPTIONS"].items() if key != "connect_timeout"},
        ) as link:  # fmt: skip
            version = link.info.server_version
    except (psycopg.Error, database.ServerFailed, OSError, ValueError) as error:
        own = database.embedded()
        return Finding(
            FAULT, "database", f"does not answer: {' '.join(str(error).split())}",
            "The words before this are the end of its log. Make room if the disk is full; otherwise "
            f"keep {home()} as it is and restore a copy." if own else
            "Start the server, or mend LINLI_DATABASE_URL (postgresql://user:password@host:port/name).",
        )  # fmt: skip
    told = f"PostgreSQL {version // 10000}.{version % 100}, {'our own' if database.embedded() else 'named'}"
    if version < OLDEST:
        return Finding(FAULT, "database", told, "linli needs PostgreSQL 15 or newer: update the server.")
    return Finding(OK, "database", told)


def tables() -> Finding:
    """Whether every migration is applied."""
    import django

    django.setup()
    from .ready import pending_migrations

    if missing := pending_migrations():
        return Finding(
            FAULT, "tables", f"{len(missing)} migrations wait, the first is {missing[0]}",
            "Run: linli migrate",
        )  # fmt: skip
    return Finding(OK, "tables", "up to date")


GROUND: tuple[Callable[[], Finding], ...] = (folder, server, tables)


# --- the installation itself -----------------------------------------------------------------------


def town() -> Finding:
    """Whether a town is loaded."""
    from linli.places import public as places

    found = places.town_or_none()
    if found is None:
        return Finding(
            FAULT, "town", "none is loaded",
            "Run linli run (it loads the built-in one), or: linli pack load packs/shancheng",
        )  # fmt: skip
    return Finding(OK, "town", " / ".join(found.names.values()))


def guard() -> Finding:
    """Whether the role that serves people is kept from changing the journal."""
    given, owner = database.connection(), database.connection(owner=True)
    if given["USER"] == owner["USER"]:
        return Finding(
            HINT, "journal", "the product's role owns the tables; only a trigger guards the journal",
            "Make a second role and name the owner in LINLI_DATABASE_OWNER_URL, then: linli migrate",
        )  # fmt: skip
    return Finding(OK, "journal", "the product's role cannot change it")


def letters() -> Finding:
    """Whether letters between the storeys arrive."""
    from linli.platform.journal import reconcile

    found = reconcile.state()
    if found["failed"]:
        return Finding(
            FAULT, "letters", f"{found['failed']} were not taken after several tries",
            "The worker's log says why. Once that is mended, in the database: update journal_delivery "
            "set state = 'waiting', attempts = 0 where state = 'failed'",
        )  # fmt: skip
    return Finding(OK, "letters", f"{found['waiting']} on their way")


def messages() -> Finding:
    """Whether messages to people leave."""
    from linli.platform.outbox import send

    found = send.state()
    if found["failed"]:
        return Finding(
            HINT, "messages", f"{found['failed']} could not be sent",
            "Telephone these people. The worker's log says why; LINLI_SMTP_HOST names the mail server.",
        )  # fmt: skip
    if not os.environ.get("LINLI_SMTP_HOST"):
        return Finding(
            HINT, "messages", "go to the console of the worker, not to people",
            "Name a mail server in LINLI_SMTP_HOST.",
        )  # fmt: skip
    return Finding(OK, "messages", f"{found['waiting']} waiting")


# What makes each channel receive: without it people can only be written to.
RECEIVES = {"email": "LINLI_MAIL_TO", "sms": "LINLI_SMS_SECRET", "wecom": "LINLI_WECOM_AES_KEY"}


def channels() -> list[Finding]:
    """Whether the other side of each channel that is wired answers, and whether answers can come in."""
    from linli.platform.outbox.send import CHANNELS

    found = []
    for name, channel in CHANNELS.items():
        if name == "console" or (name == "email" and not os.environ.get("LINLI_SMTP_HOST")):
            continue
        health, setting = channel.health(), RECEIVES[name]
        if not health.well:
            mend = "Messages wait and are tried again. Look at address, key and the other side's log."
            found.append(Finding(FAULT, name, health.words, mend))
        elif not os.environ.get(setting) and not (name == "sms" and os.environ.get("LINLI_SMPP_URL")):
            words = f"{health.words}; what people answer does not come in"
            found.append(Finding(HINT, name, words, f"Set {setting}; docs/operations.md says how."))
        else:
            found.append(Finding(OK, name, health.words))
    return found


HOUSE: tuple[Callable[[], Finding], ...] = (town, guard, letters, messages)


# --- the packages, against a file that the operator brings ------------------------------------------


def advisories(path: Path) -> list[Finding]:
    """Each flaw that was made public of a package as it is installed."""
    from .advisories import flaws, installed, read

    packages, many = installed(), 0

    def counted() -> Iterator[Mapping[str, Any]]:
        nonlocal many
        for many, one in enumerate(read(path), 1):  # noqa: B007 (told below)
            yield one

    try:
        found = flaws(counted(), packages)
    except (OSError, ValueError) as error:
        words = f"{path} cannot be read: {error}"
        return [Finding(FAULT, "advisories", words, "Bring a file in the form of OSV.")]
    if not found:
        told = f"none of {many} fits one of {len(packages)} packages"
        return [Finding(OK, "advisories", told)]
    return [
        Finding(
            FAULT, "advisories", f"{flaw.package} {flaw.version}: {flaw.advisory} {flaw.summary}".strip(),
            f"Update linli, or this package to {flaw.fixed}." if flaw.fixed else
            "There is no version without it yet: does linli use what the advisory names?",
        )
        for flaw in found
    ]  # fmt: skip


# --- what stands around it -------------------------------------------------------------------------


def port() -> Finding:
    """Whether the web server's port is free."""
    address, number = os.environ.get("LINLI_ADDRESS", "127.0.0.1"), os.environ.get("LINLI_PORT", "8000")
    try:
        socket.create_connection((address, int(number)), 2).close()
    except OSError:
        return Finding(OK, "port", f"{number} is free")
    except ValueError:
        return Finding(FAULT, "port", f"{number} is not a number", "Write a number into LINLI_PORT.")
    return Finding(
        HINT, "port", f"something listens on {number}: linli itself, if it is running",
        "If it is another program, choose another port: LINLI_PORT=8001 make run",
    )  # fmt: skip


def browser() -> Finding:
    """Whether the tests find a browser."""
    from linli.platform.testing.browser import find_browser

    if found := find_browser():
        return Finding(OK, "browser", found)
    return Finding(
        HINT, "browser", "none was found; only make test needs one",
        "On Debian and Ubuntu: sudo apt-get install chromium fonts-noto-cjk; elsewhere name a Chromium "
        "or Chrome in LINLI_BROWSER",
    )  # fmt: skip


def data() -> Finding:
    """Whether the real data sets are at hand."""
    path = Path(os.environ.get("LINLI_DATA", CHECKOUT.parent / "shared" / "data"))
    if path.is_dir():
        return Finding(OK, "data sets", str(path))
    return Finding(
        HINT, "data sets", f"none at {path}; only some tests and benchmarks need them",
        "If you have them, say in LINLI_DATA where they lie.",
    )  # fmt: skip


AROUND: tuple[Callable[[], Finding], ...] = (port, browser, data)
