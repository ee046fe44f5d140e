# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes, coordinates and names as pure functions.

Area codes: 6 digits of GB/T 2260, 3 of GB/T 10114 (001-099 subdistrict, 100-199 town,
200-399 township, 400-599 other units), 3 for the community (001-199 residents' committee,
200-399 villagers' committee); a grid adds 3 (GB/T 34300 practice). 15 digits in all.
"""

from __future__ import annotations

import math
import re
import unicodedata

from linli.kernel.problem import mark
from linli.kernel.writing import simplified

from .vocab import CodeScheme, CoordinateSystem, PlaceKind

# level -> (digits that count, allowed range of the last group)
RANGES: dict[PlaceKind, tuple[int, range]] = {
    PlaceKind.SUBDISTRICT: (9, range(1, 100)),
    PlaceKind.TOWN: (9, range(100, 200)),
    PlaceKind.TOWNSHIP: (9, range(200, 400)),
    PlaceKind.COMMUNITY: (12, range(1, 200)),
    PlaceKind.VILLAGE: (12, range(200, 400)),
    PlaceKind.GRID: (15, range(1, 1000)),
}
FREE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


def code_fault(code: str, kind: str, parent: str | None, scheme: CodeScheme) -> str | None:
    """What is wrong with a place's code, as a message id, or ``None``."""
    if not FREE_CODE.fullmatch(code):
        return mark("a code has letters, digits, dots and dashes only, at most 40")
    if scheme is CodeScheme.FREE or kind not in PlaceKind._value2member_map_:
        return None
    known = PlaceKind(kind)
    if known in (PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.COUNTY):
        if not re.fullmatch(r"\d{6}0{6}", code):
            return mark("a city, district or county has 6 digits and then six zeros")
        return None
    if known not in RANGES:
        return None
    digits, allowed = RANGES[known]
    length = 15 if known is PlaceKind.GRID else 12
    if not re.fullmatch(rf"\d{{{length}}}", code) or code[digits:].strip("0"):
        return mark("this kind of place has 12 digits (a grid 15), unused ones being zero")
    if int(code[digits - 3 : digits]) not in allowed:
        return mark("these three digits are not of the range for this kind of place")
    if parent and not code.startswith(parent[: digits - 3].ljust(digits - 3, "0")):
        return mark("the code does not continue the code of the place above")
    return None


def folded(name: str) -> str:
    """A name or text as it is compared: NFKC, simplified, lower case, same length where possible."""
    return simplified(unicodedata.normalize("NFKC", name).casefold())


# An alias that ends like a place is one; another may be a word, a person or a brand as well.
ENDS_LIKE_A_PLACE = re.compile(
    r"(?:街|路|巷|道|里|弄|村|组|号|栋|楼|院|苑|园|小区|社区|片区|网格|居委会|街道办|街办|村委会|政府"
    r"|小学|中学|学校|大学|医院|剧院|市场|车站|码头|桥|广场|公园|\d)$"
)
GOES_ON = re.compile(r"^[^，。！？、,.!?\s]{0,6}(?:公司|集团|酒店|宾馆|超市|药房|火锅|培训|牌)")
ELSEWHERE = re.compile(
    r"(?:(?:老家|户口|籍贯)[^，。！？,.!?\s]{0,6}|[省州县]|上海|北京|天津|重庆|成都|外地)$"
)


def speaks_of_a_place(alias: str, before: str, after: str) -> bool:
    """Whether an alias between these words (all folded) surely means the place, not a word or a firm.

    Latin aliases stand as whole words and are not asked further.
    """
    if alias.isascii():
        return True
    if not ENDS_LIKE_A_PLACE.search(alias):
        return False
    return not GOES_ON.search(after[:20]) and not ELSEWHERE.search(before[-12:])


# --- coordinates ---------------------------------------------------------------------------------
# The offset of GCJ-02 is a published approximation on the Krasovsky 1940 ellipsoid; the inverse is
# found by fixed-point steps. Our own round trip is exact to 1e-9 degrees (tested).

_A, _EE = 6378245.0, 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0


def to_wgs84(longitude: float, latitude: float, system: CoordinateSystem) -> tuple[float, float]:
    """Degrees in WGS 84 of a point given in ``system``."""
    if system is CoordinateSystem.WGS84:
        return longitude, latitude
    if system is CoordinateSystem.BD09:
        longitude, latitude = _bd09_to_gcj02(longitude, latitude)
    x, y = longitude, latitude
    for _ in range(8):
        dx, dy = _gcj02_shift(x, y)
        x, y = longitude - dx, latitude - dy
    return x, y


def from_wgs84(longitude: float, latitude: float, system: CoordinateSystem) -> tuple[float, float]:
    """Degrees in ``system`` of a point in WGS 84."""
    if system is CoordinateSystem.WGS84:
        return longitude, latitude
    dx, dy = _gcj02_shift(longitude, latitude)
    x, y = longitude + dx, latitude + dy
    return _gcj02_to_bd09(x, y) if system is CoordinateSystem.BD09 else (x, y)


def in_gcj02_area(longitude: float, latitude: float) -> bool:
    """Whether maps of this region use GCJ-02 at all (a coarse box around mainland China)."""
    return 72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271


def _gcj02_shift(longitude: float, latitude: float) -> tuple[float, float]:
    if not in_gcj02_area(longitude, latitude):
        return 0.0, 0.0
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    magic = 1.0 - _EE * math.sin(angle) ** 2
    root = math.sqrt(magic)
    return (
        math.degrees(east / (_A / root * math.cos(angle))),
        math.degrees(north / (_A * (1.0 - _EE) / (magic * root))),
    )


def _gcj02_to_bd09(x: float, y: float) -> tuple[float, float]:
    z = math.hypot(x, y) + 0.00002 * math.sin(y * _BD)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * _BD)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


def _bd09_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 0.0065, latitude - 0.006
    for _ in range(8):
        bx, by = _gcj02_to_bd09(x, y)
        x, y = x + longitude - bx, y + latitude - by
    return x, y


# --- the town's colour ---------------------------------------------------------------------------

PAPER, DARK_PAPER = "#fbfaf7", "#14171a"
ACCENT, DARK_ACCENT = "#1e6b52", "#6fc3a5"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3); 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def accent_colours(light: str | None, dark: str | None) -> tuple[str, str]:
    """A pack's accents where they can be read on our papers, else our own."""
    return _readable(light, PAPER, ACCENT), _readable(dark, DARK_PAPER, DARK_ACCENT)


def _readable(colour: object, paper: str, ours: str) -> str:
    """The colour if it is one and can be read on the paper; YAML may also give a number or nothing."""
    if isinstance(colour, str) and COLOUR.fullmatch(colour) and contrast(colour, paper) >= 4.5:
        return colour
    return ours


def _luminance(colour: str) -> float:
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
