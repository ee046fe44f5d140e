# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli COMMAND …``: every command starts what it needs and says what it does.

A command is a module with ``configure(parser)`` and ``run(options) -> int``. It is imported only
when it is called, after Django is set up, so that starting stays quick.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from importlib import import_module
from typing import TextIO

from linli import __version__

# name -> (module, what it does, whether it works on the database)
COMMANDS: dict[str, tuple[str, str, bool]] = {
    "run": ("linli.config.run", "open the product in this folder's town", False),
    "doctor": ("linli.config.doctor", "say what is wrong here and how to mend it", False),
    "migrate": ("linli.config.migrate", "bring the database's tables up to date", False),
    "pack": ("linli.config.packs", "check, load or generate a town pack", True),
    "import": ("linli.cases.cli.importing", "take matters over from a CSV or XLSX file", True),
    "reply": ("linli.cases.cli.replying", "write back to a hotline what happened with its tickets", True),
    "export": ("linli.cases.cli.exporting", "write matters to a CSV, XLSX or JSON Lines file", True),
    "hidden": ("linli.cases.cli.hidden", "count what was hidden from the public rows", False),
    "rates": ("linli.cases.cli.rates", "count the three rates from the public rows", False),
    "backup": ("linli.config.backup", "save database and files into one file, keys apart", True),
    "restore": ("linli.config.restore", "bring a backup back into an empty folder", False),
    "mail": ("linli.channels.cli", "take letters from a mail server", True),
    "triage": ("linli.triage.cli", "group letters by issue, find repeated requests", False),
    "forms": ("linli.platform.forms.cli", "check a form written as XLSForm", False),
    "norms": ("linli.norms.cli", "load law into the library, or write it as Akoma Ntoso", True),
    "participation": ("linli.participation.cli", "recompute a budget, an opinion map or a draw", False),
    "mediation": ("linli.disputes.cli", "count how mediation goes, from the journal", True),
    "bench": ("linli.config.bench", "measure: the figures of docs/benchmarks.md", False),
    "web": ("linli.config.web", "run the web server alone", False),
    "worker": ("linli.config.worker", "run the worker alone", False),
    "manage": ("linli.config.manage", "Django's own commands, for developers", True),
}


def main(arguments: list[str] | None = None) -> int:
    """The entry point; the exit code is 0 for success, 1 for a problem, 2 for wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it starts with &
    name = given[0] if given else "help"
    if name in ("--version", "version"):
        print(f"linli {__version__}")
        return 0
    if name not in COMMANDS:
        _help(sys.stdout if name in ("help", "-h", "--help") else sys.stderr)
        return 0 if name in ("help", "-h", "--help") else 2
    module, says, on_database = COMMANDS[name]
    try:
        if on_database:
            from .ready import make_ready

            make_ready()
        command = import_module(module)
        parser = argparse.ArgumentParser(prog=f"linli {name}", description=says)
        command.configure(parser)
        return int(command.run(parser.parse_args(given[1:])))
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except Exception as error:
        from linli.kernel.problem import Problem
        from linli.platform.database.cluster import ServerFailed

        if not isinstance(error, (Problem, ServerFailed)):
            raise
        print(_told(error), file=sys.stderr)
        return 1


def _told(error: Exception) -> str:
    from linli.kernel.problem import Problem

    if isinstance(error, Problem):
        facts = ", ".join(f"{key}={value}" for key, value in error.facts.items())
        return f"{' '.join(error.words())} [{error.code}{': ' + facts if facts else ''}]"
    return str(error)


def _help(stream: TextIO) -> None:
    print(f"linli {__version__}\n\nlinli COMMAND [--help]\n", file=stream)
    for name, (_, says, _) in COMMANDS.items():
        print(f"  {name:<13} {says}", file=stream)


def _terminated(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
