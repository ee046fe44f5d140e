# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from linli.kernel.problem import INVALID, NOT_FOUND
from linli.platform.access import PUBLIC, route
from linli.platform.ui.words import name_of

from .queries import locate, map_sheet, place_by_code, town, tree
from .rules import accent_colours
from .vocab import OUTSIDE_TOWN


@route(PUBLIC)
def town_style(request: HttpRequest) -> HttpResponse:
    """The town's own accent colour as a style sheet."""
    settings = town().settings
    light, dark = accent_colours(settings.get("accent"), settings.get("accent_dark"))
    text = (
        f":root{{--accent:{light};--accent-deep:{light}}}"
        f':root[data-theme="dark"]{{--accent:{dark};--accent-deep:{dark}}}'
        "@media (prefers-color-scheme:dark){"
        f':root:not([data-theme="light"]){{--accent:{dark};--accent-deep:{dark}}}}}'
    )
    return HttpResponse(text, content_type="text/css", headers={"Cache-Control": "max-age=300"})


@route(PUBLIC)
def base_map(request: HttpRequest, version: str) -> HttpResponse:
    """The base map as SVG; its address holds its version, so it may be kept for a year."""
    sheet = map_sheet()
    if sheet is None:
        raise NOT_FOUND()
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(sheet.svg, content_type="image/svg+xml", headers=headers)


@route(PUBLIC)
def place_at(request: HttpRequest) -> JsonResponse:
    """Which grid and community lie at a point (``x`` and ``y`` in WGS 84 degrees)."""
    try:
        x, y = float(request.GET["x"]), float(request.GET["y"])
    except (KeyError, ValueError):
        raise INVALID(field="x") from None
    found = locate(x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None
    if found is None:
        raise OUTSIDE_TOWN()
    around = tree().above(found.place)
    parent = place_by_code(found.place.parent) if found.place.parent else found.place
    return JsonResponse(
        {
            "place": found.place.code,
            "choice": parent.code,
            "name": " · ".join(name_of(place.names) for place in (*around[1:], found.place)),
            "overlays": [name_of(place.names) for place in found.overlays],
        }
    )
