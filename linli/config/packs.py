# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli pack check|load``: each storey reads its own part of a pack; here stands their order."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from django.db import transaction

from linli.cases import public as cases
from linli.channels import public as channels
from linli.disputes import public as disputes
from linli.fieldwork import public as fieldwork
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import mark, problem
from linli.norms import public as norms
from linli.participation import public as participation
from linli.people import public as people
from linli.places import public as places
from linli.platform.home import kept_secret, private
from linli.platform.packs import Fault, Loaded, open_pack
from linli.privacy import public as privacy
from linli.topics import public as topics
from linli.triage import public as triage

from .steps import step

GENERATORS = {
    "chicago311": "linli.config.generators.chicago311",
    "teddy2020c": "linli.config.generators.teddy2020c",
}
PARTS = (
    places, topics, people, norms, triage, privacy, cases, disputes, participation, fieldwork, channels,
)  # fmt: skip

PACK_FAULTY = problem(
    "pack_faulty",
    422,
    mark("This pack has %(faults)s faults; nothing was loaded."),
    mark("Run linli pack check on it: every fault is named with file, row and remedy."),
)


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="list every fault; change nothing")
    check.add_argument("folder", type=Path)
    load = verbs.add_parser("load", help="load a pack; doing it twice changes nothing")
    load.add_argument("folder", type=Path)
    generate = verbs.add_parser("generate", help="make a pack from a data set that is not part of linli")
    generate.add_argument("name", choices=sorted(GENERATORS))
    generate.add_argument("--out", type=Path, help="folder (default: packs/ in the data folder)")
    load.add_argument("--demo", action="store_true", help="with demonstration accounts and history")


def run(options: argparse.Namespace) -> int:
    if options.verb == "check":
        faults = check_town(options.folder)
        for fault in faults:
            print(fault)
        print(f"{len(faults)} faults" if faults else "no fault")
        return 1 if faults else 0
    if options.verb == "generate":
        folder = options.out or private("packs") / options.name
        with step(f"pack {options.name}"):
            import_module(GENERATORS[options.name]).generate(folder)
        print(folder)
        return 0
    with step(f"town {options.folder.name}") as shown:
        parts = load_town(options.folder, demo=options.demo, note=shown.note)
    for part in parts:
        print(f"{part.part:<14} {part.created:>7} new {part.changed:>7} changed {part.same:>7} as before")
        for conflict in part.conflicts:
            print(f"  kept as edited here: {conflict}", file=sys.stderr)
    return 0


def check_town(folder: Path) -> list[Fault]:
    """Every fault of a pack, in the order of files."""
    pack = open_pack(folder)
    faults = [fault for part in PARTS for fault in part.check_pack(pack)]
    return list(dict.fromkeys([*pack.faults, *faults]))


def load_town(folder: Path, *, demo: bool, note: Callable[[str], None]) -> list[Loaded]:
    """Load a pack part by part. Raises ``pack_faulty`` before anything is changed."""
    note("checking")
    faults = check_town(folder)
    if faults:
        raise PACK_FAULTY(faults=len(faults), first=str(faults[0]))
    pack = open_pack(folder)
    with transaction.atomic():
        loaded = load_parts(folder, note)
        if demo:
            note("people of the demonstration")
            loaded.append(people.load_demo(pack, demo_password()))
            loaded.append(cases.load_demo(pack, note))
            loaded.append(disputes.load_demo(pack))
            listed = cases.public_list(cases.CaseFilter(), limit=1).lines
            loaded.append(privacy.load_demo(pack, listed[0].number if listed else ""))
            loaded.append(participation.load_demo(pack))
            loaded.append(fieldwork.load_demo(pack))
            loaded.append(cases.load_items(pack))
            loaded.append(participation.load_meetings(pack))
            loaded.append(participation.load_votes(pack))
            loaded.append(participation.load_openness(pack))
            loaded.append(participation.load_doors(pack))
            loaded.append(channels.load_demo(pack))
    note(str(places.town().names.get("zh-Hans", places.town().code)))
    return loaded


def load_parts(folder: Path, note: Callable[[str], None] = lambda part: None) -> list[Loaded]:
    """Load the town itself, storey by storey, from below."""
    pack = open_pack(folder)
    loaded: list[Loaded] = []
    for part in PARTS:
        note(part.__name__.split(".")[1])
        loaded += part.load_pack(pack, actor=SYSTEM)
    return loaded


def demo_password() -> str:
    """The password of this installation's demonstration accounts."""
    return kept_secret("demo.password", lambda: f"linli-{secrets.randbelow(9000) + 1000}")
