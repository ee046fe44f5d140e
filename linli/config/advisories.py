# SPDX-License-Identifier: AGPL-3.0-or-later
"""Flaws that were made public of the packages that are installed here (``linli doctor --advisories``).

Nothing is asked of any server: the operator brings a file in the form of OSV (osv.dev, schema 1.7): one
advisory, a list of them, or the archive that holds all of an ecosystem, and brings it anew as often
as the times of SECURITY.md say.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"


@dataclass(frozen=True)
class Flaw:
    """An advisory that fits a package as it is installed; ``fixed`` is the first version without it."""

    package: str
    version: str
    advisory: str
    summary: str
    fixed: str


def read(path: Path) -> Iterator[Mapping[str, Any]]:
    """The advisories of a file. Raises ``ValueError`` for one that is none, ``OSError``."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield from _listed(json.loads(archive.read(name)))
        return
    yield from _listed(json.loads(path.read_text("utf-8")))


def _listed(found: Any) -> Iterator[Mapping[str, Any]]:
    many = found.get("vulns", [found]) if isinstance(found, dict) else found
    for one in many if isinstance(many, list) else [many]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise ValueError("this is no advisory in the form of OSV")
        yield one


def installed() -> dict[str, str]:
    """Every package here, by its normalised name (PEP 503), with its version."""
    return {_name(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}


def flaws(advisories: Iterable[Mapping[str, Any]], packages: Mapping[str, str]) -> list[Flaw]:
    """What of the advisories fits the packages as they are; withdrawn ones do not count."""
    found = []
    for one in advisories:
        if one.get("withdrawn"):
            continue
        for affected in one.get("affected", ()):
            package = affected.get("package", {})
            name = _name(str(package.get("name", "")))
            version = packages.get(name)
            if package.get("ecosystem") == ECOSYSTEM and version and _fits(affected, version):
                fixed = _first_fix(affected, version)
                found.append(Flaw(name, version, one["id"], str(one.get("summary", ""))[:200], fixed))
    return sorted(set(found), key=lambda flaw: (flaw.package, flaw.advisory))


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _fits(affected: Mapping[str, Any], version: str) -> bool:
    """Whether a version is named, or lies in a range: each is a list of events in the order of versions."""
    if version in affected.get("versions", ()):
        return True
    now = _version(version)
    return now is not None and any(_inside(events, now) for events in _ranges(affected))


def _inside(events: Iterable[Mapping[str, str]], now: Version) -> bool:
    inside = False
    for at, kind in sorted(
        (_version(value) or Version("0"), kind) for event in events for kind, value in event.items()
    ):
        if kind == "introduced" and at <= now:
            inside = True
        elif (kind == "fixed" and at <= now) or (kind == "last_affected" and at < now):
            inside = False
    return inside


def _ranges(affected: Mapping[str, Any]) -> Iterator[list[Mapping[str, str]]]:
    for one in affected.get("ranges", ()):
        if one.get("type") in ("ECOSYSTEM", "SEMVER"):
            yield one.get("events", [])


def _first_fix(affected: Mapping[str, Any], version: str) -> str:
    now = _version(version)
    fixes = [
        at
        for events in _ranges(affected)
        for event in events
        if (at := _version(event.get("fixed", ""))) is not None and (now is None or at > now)
    ]
    return str(min(fixes, default=""))


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
