# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import argparse

from linli.platform import database
from linli.platform.catalogues import compile_catalogues

from .ready import migrate


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Start the database if it is our own and apply every migration."""
    database.ensure()
    import django

    django.setup()
    compile_catalogues()
    migrate(verbosity=0 if options.quiet else 1)
    return 0
