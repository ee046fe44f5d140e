# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import-linter contract of our own: capabilities meet only at their doors."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOORS = {"public", "events", "testing"}
EDGES = {"api", "cli", "bench"}  # rooms that the wiring puts under addresses and commands
WIRING = "linli.config"


class DoorsContract(Contract):
    """From another capability only ``public``, ``events`` and ``testing`` may be imported.

    ``linli.config`` puts things under addresses and commands, so it may enter the edges as well.
    """

    type_name = "doors"
    capabilities = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        homes: list[str] = list(self.capabilities)  # type: ignore[call-overload]
        broken: list[tuple[str, str, int | None]] = []
        for module in sorted(graph.modules):
            home = _home(module, homes)
            for target in sorted(graph.find_modules_directly_imported_by(module)):
                other = _home(target, homes)
                if other is None or other == home:
                    continue
                room = target.removeprefix(f"{other}.").split(".")[0]
                open_rooms = DOORS | EDGES if module.startswith(WIRING) else DOORS
                if target == other or room not in open_rooms:
                    details = graph.get_import_details(importer=module, imported=target)
                    line = details[0]["line_number"] if details else None
                    broken.append((module, target, line))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, target, line in check.metadata["broken"]:
            output.print_error(f"{module} (line {line}) enters {target} not by its door")


def _home(module: str, homes: list[str]) -> str | None:
    return next((home for home in homes if module == home or module.startswith(f"{home}.")), None)
