# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be chosen in forms: from the snapshots of places, topics and units, made once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext

from linli.people import public as people
from linli.places import public as places
from linli.platform.ui.words import language, name_of
from linli.topics import public as topics

from ..vocab import KIND_HINTS, KIND_WORDS, Kind

Choices = list[tuple[str, Any]]


def of(snapshot: Callable[[], Any]) -> Callable[[Callable[[], Choices]], Callable[[], Choices]]:
    """Make choices once for a snapshot and a language, not for each of the many fields that show them."""

    def held(make: Callable[[], Choices]) -> Callable[[], Choices]:
        known = lru_cache(maxsize=4)(lambda *_: make())
        return wraps(make)(lambda: known(snapshot(), language()))

    return held


LONGEST = 5000


def kind_choices() -> Choices:
    """Kinds with a line on what each is for."""
    label = "<strong>{}</strong><small>{}</small>"
    return [
        (kind.value, format_html(label, gettext(KIND_WORDS[kind]), gettext(KIND_HINTS[kind])))
        for kind in Kind
    ]


def short_kind_choices() -> Choices:
    return [(kind.value, gettext(KIND_WORDS[kind])) for kind in Kind]


@of(places.tree)
def place_choices() -> Choices:
    """Communities and villages under their subdistricts and towns."""
    tree = places.tree()
    groups: Choices = []
    for street in tree.children(tree.root.code):
        below = tree.children(street.code)
        entries = [(place.code, name_of(place.names)) for place in below]
        groups.append((name_of(street.names), [(street.code, _whole(street)), *entries]))
    return groups


def _whole(place: places.PlaceInfo) -> str:
    return gettext("%(place)s, not sure where") % {"place": name_of(place.names)}


@of(topics.tree)
def category_choices() -> Choices:
    """Leaves under the two levels above them."""
    tree = topics.tree()
    groups: Choices = []
    for top in tree.children(None):
        leaves = list(_leaves(tree, top))
        groups.append((name_of(top.names), [(leaf.code, name_of(leaf.names)) for leaf in leaves]))
    return groups


def _leaves(tree: topics.Tree, top: topics.CategoryInfo) -> Iterable[topics.CategoryInfo]:
    if tree.is_leaf(top.code):
        yield top
    for child in tree.children(top.code):
        yield from _leaves(tree, child)


@of(people.units)
def unit_choices() -> Choices:
    """Active units under the units above them, one level of groups."""
    groups: dict[str, Choices] = {}
    known = people.units()
    for unit in known.active():
        parent = known.by_code.get(unit.parent or "")
        groups.setdefault(name_of(parent.names) if parent else "", []).append(
            (unit.code, name_of(unit.names))
        )
    return list(groups.items())


def optional(first: Any, choices: Callable[[], Choices]) -> Callable[[], Choices]:
    """Choices with a first line for "open" before them."""
    return lambda: [("", first), *choices()]


@of(topics.tree)
def all_categories() -> Choices:
    dash = "\u2003"
    return [
        (item.code, f"{dash * item.depth}{name_of(item.names)}") for item in topics.tree() if item.active
    ]


@of(places.tree)
def all_places() -> Choices:
    tree = places.tree()
    found: Choices = []
    for street in tree.children(tree.root.code):
        found.append((street.code, name_of(street.names)))
        found += [(place.code, f"\u2003{name_of(place.names)}") for place in tree.children(street.code)]
    return found
