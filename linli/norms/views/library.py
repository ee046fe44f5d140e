# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library, a norm on a day, what changed between two days, and asking the law. All public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import PUBLIC, route, throttle

from ..queries import (
    Cited,
    NormInfo,
    VersionInfo,
    article_on,
    articles_of,
    comparison,
    library,
    lines_of,
    norm_by_code,
    pact_list,
    search,
    ways,
)
from ..rules.markup import to_akn
from ..rules.structure import Document
from ..vocab import SOFT


def day_asked(request: HttpRequest, name: str = "on") -> date:
    """The day that the address names, or today; what is no day counts as today."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return places.today()


def linked_articles(cites: Iterable[tuple[str, str]], day: date) -> list[tuple[str, str, Cited | None]]:
    """Articles named by title and label, with their words on a day where the library has them."""
    return [(title, label, article_on(title, label, day)) for title, label in cites]


@route(PUBLIC)
def norms(request: HttpRequest) -> HttpResponse:
    """All norms, by level, with the version in force on a day."""
    day = day_asked(request)
    rows = [(norm, norm.on(day)) for norm in library().norms]
    return render(request, "norms/norms.html", {"rows": rows, "day": day})


@route(PUBLIC)
def norm(request: HttpRequest, code: str) -> HttpResponse:
    """A norm as it reads on a day."""
    day, found = day_asked(request), norm_by_code(code)
    version = found.on(day)
    if request.GET.get("as") == "akn":
        return _akoma_ntoso(found, version)
    context = {
        "norm": found,
        "version": version,
        "day": day,
        "lines": lines_of(found, version, day) if version else [],
        "successor": library().by_code.get(version.superseded_by) if version else None,
    }
    return render(request, "norms/norm.html", context)


def _akoma_ntoso(found: NormInfo, version: VersionInfo | None) -> HttpResponse:
    """The version of a day as Akoma Ntoso 1.0, as ``linli norms export`` writes it."""
    if version is None or not version.articles:
        raise NOT_FOUND()
    document = Document(
        title=found.title, code=found.code, level=found.level, issuer=found.issuer,
        adopted=version.adopted, valid_from=version.valid_from, valid_to=version.valid_to,
        articles=articles_of(version.id),
    )  # fmt: skip
    answer = HttpResponse(to_akn(document), content_type="application/akn+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}-{version.valid_from or "0"}.xml"'
    return answer


@route(PUBLIC)
def norm_changes(request: HttpRequest, code: str) -> HttpResponse:
    """What changed between the versions of two days, article by article."""
    found = norm_by_code(code)
    first = found.versions[0].valid_from if found.versions else places.today()
    before = day_asked(request, "from") if request.GET.get("from") else first
    after = day_asked(request, "to")
    left, right, pairs = comparison(found, before, after)
    changed = [pair for pair in pairs if pair.change != "same"]
    context = {
        "norm": found,
        "left": left,
        "right": right,
        "pairs": changed,
        "same": len(pairs) - len(changed),
    }
    return render(request, "norms/changes.html", context)


@route(PUBLIC)
def ask(request: HttpRequest) -> HttpResponse:
    """A question in plain words: articles in force on the day, why, and the ways with their offices."""
    text, day = request.GET.get("q", "").strip()[:300], day_asked(request)
    if text:
        throttle.allow("ask-law", throttle.address(request), times=120, seconds=600)
    found = ways(text, day)
    offices = {unit.code: unit for unit in people.units()}
    context = {
        "question": text,
        "day": day,
        # Law before pacts, each in the order of the search.
        "hits": sorted(search(text, day), key=lambda hit: hit.article.level in SOFT),
        "ways": [(way, offices.get(way.unit)) for way in found],
        "pacts": [pact for pact in pact_list() if pact.state == "filed"],
        "empty": not any(version.articles for norm in library().norms for version in norm.versions),
    }
    return render(request, "norms/ask.html", context)
