# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and drawing of an opinion map for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.platform.ui.templatetags.ui import icon

from ..queries import MapInfo
from ..vocab import STANCE_WORDS, STATEMENT_WORDS, Stance, StatementState

register = template.Library()
LETTERS = "ABCDE"
LOOKS = {Stance.AGREE: "circle-check", Stance.PASS: "minus", Stance.DISAGREE: "circle-x"}
# A mark for each group, so that colour is never alone: dot, square, triangle, diamond, cross.
MARKS = (
    "m-9,0a9,9 0 1,0 18,0a9,9 0 1,0 -18,0",
    "m-8,-8h16v16h-16z",
    "m0,-10l10,18h-20z",
    "m0,-11l11,11l-11,11l-11,-11z",
    "m-9,-9l18,18m0,-18l-18,18",
)


@register.filter
def stance_words(stance: str) -> str:
    return gettext(STANCE_WORDS[Stance(stance)])


@register.filter
def stance_icon(stance: str) -> SafeString:
    return icon(LOOKS[Stance(stance)])


@register.filter
def statement_words(state: str) -> str:
    return gettext(STATEMENT_WORDS[StatementState(state)])


@register.filter
def percent(share: float) -> int:
    """A share in whole percent."""
    return round(share * 100)


@register.filter
def groups_of(row: MapInfo) -> list[dict[str, Any]]:
    """The groups that are shown, with what sets each apart in words."""
    texts = {one.seq: one.text for one in row.statements}
    return [
        {
            **group,
            "letter": LETTERS[group["group"]],
            "apart": [
                {**one, "text": texts.get(one["seq"], ""), "percent": percent(one["agree"])}
                for one in row.result["apart"]
                if one["group"] == group["group"]
            ],
        }
        for group in row.result["groups"]
    ]


@register.filter
def shared_lines(row: MapInfo) -> list[dict[str, Any]]:
    """What all groups share, in words."""
    known = {one.seq: one for one in row.statements}
    return [
        {**one, "text": known[one["seq"]].text, "proposal": known[one["seq"]].proposal,
         "percent": percent(one["share"])}
        for one in row.result["shared"]
        if one["seq"] in known
    ]  # fmt: skip


@register.filter
def all_lines(row: MapInfo) -> list[dict[str, Any]]:
    """Every statement that is shown, with how often each was said, where it was counted."""
    counts = {one["seq"]: one for one in row.result.get("counts", ())}
    lines = []
    for one in row.shown:
        said = counts.get(one.seq, {})
        lines.append(
            {
                "seq": one.seq,
                "text": one.text,
                "proposal": one.proposal,
                **{name: said.get(name, 0) for name in ("agree", "disagree")},
                "passes": said.get("pass", 0),
            }
        )
    return sorted(lines, key=lambda line: (-line["agree"] - line["disagree"] - line["passes"], line["seq"]))


@register.simple_tag
def opinion_map(row: MapInfo) -> str:
    """The drawing: an ellipse for each group, and a mark for each person once the map is closed."""
    groups = groups_of(row)
    points = [
        {"group": group, "path": f"M{x},{-y}{MARKS[group]}"} for x, y, group in row.result.get("points", ())
    ]
    reach = [abs(y) for _, y, _ in row.result.get("points", ())]
    reach += [abs(one["y"]) + one["ry"] for one in groups]
    half = max(160, *reach) + 40
    title = gettext("Map of the groups: %(groups)s") % {
        "groups": "; ".join(f"{one['letter']} {one['size']}" for one in groups)
    }
    drawn = [{**one, "y": -one["y"]} for one in groups]
    facts = {"groups": drawn, "points": points, "title": title, "half": half, "whole": 2 * half}
    return render_to_string("participation/opinion_map.html", facts)
