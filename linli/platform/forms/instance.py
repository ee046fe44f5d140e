# SPDX-License-Identifier: AGPL-3.0-or-later
"""A filled form as ODK Collect sends it: an XML instance, read safely into what a form was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linli.kernel.problem import mark, problem

from .definition import Definition, Item, Question

LARGEST = 2_000_000  # bytes
BAD_INSTANCE = problem(
    "bad_instance",
    422,
    mark("What the phone sent is no filled form that can be read."),
    mark("Keep it on the phone, download the forms again, and tell whoever looks after linli."),
)


@dataclass(frozen=True)
class Instance:
    """A submission: which form, under which id it was made on the phone, and its root element."""

    form_id: str
    version: str
    instance: str
    root: Any


def read_instance(content: bytes) -> Instance:
    """Read a submission. Raises ``bad_instance`` for what is too large, broken or unsafe."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    if len(content) > LARGEST:
        raise BAD_INSTANCE(why="too large")
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BAD_INSTANCE(why=type(error).__name__) from None
    found = next((one for one in root.iter() if _tag(one) == "instanceID"), None)
    instance = (found.text or "").strip() if found is not None else root.get("instanceID", "")
    if not root.get("id") or not 8 <= len(instance) <= 200 or not instance.isprintable():
        raise BAD_INSTANCE(why="id")
    return Instance(root.get("id", ""), root.get("version", ""), instance, root)


def given_of(form: Definition, root: Any) -> dict[str, str]:
    """What a form was given, by path (``filling.fill``); elements that the form does not know are left."""
    given: dict[str, str] = {}

    def take(items: tuple[Item, ...], element: Any, before: str) -> None:
        for item in items:
            found = [one for one in element if _tag(one) == item.name]
            path = f"{before}{item.name}"
            if isinstance(item, Question):
                if found:
                    given[path] = (found[0].text or "").strip()
            elif item.repeats:
                given[f"{path}.times"] = str(len(found))
                for at, one in enumerate(found):
                    take(item.items, one, f"{path}.{at}.")
            elif found:
                take(item.items, found[0], before)

    take(form.items, root, "")
    return given


def _tag(element: Any) -> str:
    """The name of an element without its namespace; Collect writes some with, some without."""
    return str(element.tag).rpartition("}")[2]
