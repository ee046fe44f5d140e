# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Pass on to Django's own command line."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["linli manage", *options.rest])
    return 0
