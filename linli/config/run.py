# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli run``: database, tables, town, web server and worker in one process tree."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import time
from pathlib import Path

from linli.kernel.problem import mark, problem
from linli.platform import database
from linli.platform.home import CHECKOUT, home

from .parent import stop_with_parent
from .steps import step
from .tree import Tree, url_of

BUILT_IN = CHECKOUT / "packs" / "shancheng"

PORT_TAKEN = problem(
    "port_taken",
    503,
    mark("Another program already listens on this port."),
    mark("Stop it, or choose another port: LINLI_PORT=8001 make run"),
)
CANNOT_LISTEN = problem(
    "cannot_listen",
    503,
    mark("linli cannot listen on this address and port."),
    mark("Choose an address of this machine and a port above 1023: LINLI_ADDRESS, LINLI_PORT."),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=int(os.environ.get("LINLI_PORT", "8000")))
    parser.add_argument("--address", default=os.environ.get("LINLI_ADDRESS", "127.0.0.1"))
    parser.add_argument(
        "--town", type=Path, default=Path(os.environ.get("LINLI_TOWN", BUILT_IN)),
        help="the pack to load when there is no town yet (default: the built-in one)",
    )  # fmt: skip
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Open the product and stay until Ctrl-C."""
    began = time.monotonic()
    stop_with_parent(options.parent)
    _check_port(options.address, options.port)
    prepare(options.town)
    tree = Tree(options.address, options.port)
    try:
        with step("web server and worker"):
            tree.start()
            tree.wait_until_open()
        _greet(options.address, options.port, time.monotonic() - began)
        tree.tend()
    except KeyboardInterrupt:
        print("\nstopping …", file=sys.stderr)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # stopping takes seconds; impatience would leave orphans
        tree.stop()
        database.leave()
    print("stopped; everything is kept in", home(), file=sys.stderr)
    return 0


def prepare(town: Path) -> None:
    """Database, tables, static files and, the first time, the town."""
    with step("database") as shown:
        database.ensure()
        import django

        django.setup()
        shown.note("our own" if database.embedded() else "LINLI_DATABASE_URL")
    from linli.platform.catalogues import compile_catalogues

    from .ready import collect_static, migrate, schema_is_current

    compile_catalogues()
    if not schema_is_current():
        with step("tables"):
            migrate()
    with step("styles and scripts"):
        collect_static()
    from linli.places import public as places

    if places.town_or_none() is None:
        from django.conf import settings

        from .packs import load_town

        with step("town") as shown:
            load_town(town, demo=settings.DEMO, note=shown.note)


def _check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) == errno.EADDRINUSE
            raise (PORT_TAKEN if taken else CANNOT_LISTEN)(address=address, port=port) from error


def _greet(address: str, port: int, seconds: float) -> None:
    from linli.people import public as people
    from linli.people.public import ROLE_WORDS, Role
    from linli.places import public as places

    town, where = places.town(), url_of(address, port)
    print(f"\n{' / '.join(town.names.values())}  is open at  {where}", flush=True)
    lines = list({line.role: line for line in reversed(people.demo_accounts())}.values())[::-1]
    if lines:
        from .packs import demo_password

        print(f"\nSign in at {where}/sign-in/   password for all: {demo_password()}\n")
        for line in lines:
            word = ROLE_WORDS[Role(line.role)] if line.role in Role._value2member_map_ else line.role
            print(f"  {line.login:<14} {word:<20} {' / '.join(line.names.values())}")
    print(f"\nReady after {seconds:.1f} s. Ctrl-C stops everything.", flush=True)
