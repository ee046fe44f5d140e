# SPDX-License-Identifier: AGPL-3.0-or-later
"""Town packs for tests: a small faultless one written row by row, and a copy of the built-in one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from linli.platform import stamps
from linli.platform.home import CHECKOUT

from .models import Town

BUILT_IN = CHECKOUT / "packs" / "shancheng"

# Two communities of two grids each, drawn as squares of a tenth of a degree.
FILES: Mapping[str, str] = {
    "town.yaml": (
        "format: 1\ncode: small\nname: {zh-Hans: 小城, en: Small Town}\nlanguages: [zh-Hans, en]\n"
        "time_zone: Asia/Shanghai\ncalendar: cn\ncodes: cn\ngeneral_intake: intake\n"
    ),
    "places.csv": (
        "code,parent,kind,name:zh-Hans,name:en,aliases,valid_from,valid_to\n"
        "110100000000,,city,小城,Small Town,,,\n"
        "110100001000,110100000000,subdistrict,东街道,East Subdistrict,,,\n"
        "110100001001,110100001000,community,东一社区,East One,东一,,\n"
        "110100001002,110100001000,community,东二社区,East Two,东二,,\n"
        "110100001001001,110100001001,grid,东一第一网格,East One Grid 1,,,\n"
        "110100001001002,110100001001,grid,东一第二网格,East One Grid 2,,,\n"
        "110100001002001,110100001002,grid,东二第一网格,East Two Grid 1,,,\n"
    ),
    "overlays.csv": (
        "code,kind,places,name:zh-Hans,name:en,aliases,valid_from,valid_to\n"
        "C-1,compound,110100001001001|110100001001002,和平小区,Heping Compound,,,\n"
    ),
    "categories.csv": (
        "code,parent,kinds,name:zh-Hans,name:en,hint:zh-Hans,hint:en,icon,valid_from,valid_to\n"
        "street,,,街面,Street,路灯和垃圾,Lamps and litter,lamp,,\n"
        "street.lamp,street,help|complain,路灯,Lamps,灯不亮,A lamp is out,,,\n"
        "street.litter,street,,垃圾,Litter,垃圾没人扫,Nobody sweeps,,,\n"
    ),
    "units.csv": (
        "code,parent,organisation,kind,place,name:zh-Hans,name:en,phone,round_the_clock\n"
        "gov,,gov,government,110100000000,市政府,City Government,0,\n"
        "intake,gov,intake,hotline,110100000000,热线,Hotline,1,yes\n"
        "lamps,gov,gov,government,110100000000,路灯所,Lamps Office,2,\n"
        "east,gov,east,subdistrict_office,110100001000,东街道办,East Office,3,\n"
    ),
    "duties.csv": (
        "unit,category,place,role,list,source,article,valid_from,valid_to\n"
        "gov,street,110100000000,lead,basic,职责清单,1,,\n"
        "lamps,street.lamp,110100000000,lead,basic,职责清单,2,,\n"
        "east,street.lamp,110100000000,assisting,assisting,职责清单,3,,\n"
        "east,street.litter,110100001000,lead,basic,职责清单,4,2026-01-01,\n"
    ),
    "deadlines.csv": (
        "key,kinds,categories,measures,unit,limit,extension,counts_from,tell:zh-Hans,source,article,mark,"
        "valid_from,valid_to\n"
        "answer,,,answer,wd,5,5,receipt,五个工作日,条例,1,M,,\n"
        "lamp,help,street.lamp,answer,h,24,12,receipt,一天,规程,2,V,2026-01-01,\n"
    ),
    "calendar.csv": "date,working,name:zh-Hans,source\n2026-03-03,no,地方节日,公告\n",
    "accounts.csv": (
        "login,name:zh-Hans,role,unit,place\na,甲,operator,intake,110100000000\nb,乙,resident,,\n"
        "c,丙,community_worker,,110100001001\n"
    ),
    "examples.csv": (
        "text,kind,category,place\n路灯不亮,help,street.lamp,\n垃圾没人扫,complain,street.litter,\n"
    ),
    "history/1.yaml": (
        "- ref: h-1\n  day: -9\n  time: '08:30'\n  kind: help\n  channel: web\n  lang: zh-Hans\n"
        "  title: 路灯坏了\n  text: 门口的路灯坏了。\n  place: '110100001001'\n  category: street.lamp\n"
        "  course:\n    - {after: 1h, do: dispatch, to: lamps, assist: [east]}\n"
        "    - {after: 2h, do: note, by: east, text: 去看过}\n"
        "    - {after: 1d, do: resolve, by: lamps, text: 换好了}\n"
        "    - {after: 1d 2h, do: rate, solved: yes, satisfied: 5}\n"
    ),
}
SQUARES: Mapping[str, tuple[int, int]] = {
    "110100001001001": (0, 0),
    "110100001001002": (1, 0),
    "110100001002001": (0, 1),
    "C-1": (0, 0),
}


def square(column: float, row: float, code: str = "", **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature: a square of a tenth of a degree, so many from the south-west corner."""
    west, south = 116 + column / 10, 39 + row / 10
    east, north = west + 0.1, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write_features(path: Path, features: list[Any]) -> None:
    """A GeoJSON file of some features."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def small_town(folder: Path, files: Mapping[str, str | None] | None = None) -> Path:
    """Write the small pack; ``files`` replace ours by name, ``None`` leaves one out."""
    (folder / "history").mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **(files or {})}.items():
        if text is not None:
            (folder / name).write_text(text, "utf-8")
    features = [square(*where, code) for code, where in SQUARES.items()]
    if "places.geojson" not in (files or {}):
        write_features(folder / "places.geojson", features)
    return folder


def edited(name: str, old: str, new: str) -> dict[str, str | None]:
    """A file of the small pack with one passage replaced."""
    text = FILES[name]
    assert text.count(old) == 1, (name, old, text.count(old))
    return {name: text.replace(old, new)}


def built_in_copy(folder: Path) -> Path:
    """A copy of the built-in town that a test may change."""
    return Path(shutil.copytree(BUILT_IN, folder / "town"))


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace one passage of a file."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")


def drop_setting(name: str) -> None:
    """The town as if its pack did not say this."""
    town = Town.objects.get()
    town.settings.pop(name, None)
    town.save(update_fields=("settings",))
    stamps.forget()
