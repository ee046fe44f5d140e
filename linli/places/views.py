# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from linli.platform.access import PUBLIC, route

from .queries import town
from .rules import accent_colours


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
