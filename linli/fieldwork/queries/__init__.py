# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of field work."""

from .doors import DoorInfo, candidates, door_by_id, door_info, door_sums, doors_of, houses
from .grids import (
    GridLine,
    Standard,
    TaskInfo,
    asks_of,
    found_in,
    grid_of,
    grids_of,
    standard,
    tasks,
)
from .rounds import (
    RoundInfo,
    StopDetail,
    StopInfo,
    ask_of,
    asks_for,
    round_detail,
    rounds_near,
    rounds_of,
    stop_detail,
    stops_of,
)
from .sheets import SheetInfo, sheet_by_id, sheets_near, workbook_of_sheet
from .teams import Able, able_on, team_of
from .wishes import Noted, WishInfo, note_of, own_wishes

__all__ = [
    "Able",
    "DoorInfo",
    "GridLine",
    "Noted",
    "RoundInfo",
    "SheetInfo",
    "Standard",
    "StopDetail",
    "StopInfo",
    "TaskInfo",
    "WishInfo",
    "able_on",
    "ask_of",
    "asks_for",
    "asks_of",
    "candidates",
    "door_by_id",
    "door_info",
    "door_sums",
    "doors_of",
    "found_in",
    "grid_of",
    "grids_of",
    "houses",
    "note_of",
    "own_wishes",
    "round_detail",
    "rounds_near",
    "rounds_of",
    "sheet_by_id",
    "sheets_near",
    "standard",
    "stop_detail",
    "stops_of",
    "tasks",
    "team_of",
    "workbook_of_sheet",
]
