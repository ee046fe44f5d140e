# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the product. Each view names its policy; the gate and a test see to it."""

from django.urls import include, path

from . import api

urlpatterns = [
    path("api/v1/docs", api.docs, name="api-docs"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", api.unknown, name="api-unknown"),
    path("", include("linli.platform.ui.urls")),
    path("", include("linli.platform.openrosa.urls")),
    path("", include("linli.desk.urls")),
    path("", include("linli.places.urls")),
    path("", include("linli.topics.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.norms.urls")),
    path("", include("linli.triage.urls")),
    path("", include("linli.privacy.urls")),
    path("", include("linli.cases.urls")),
    path("", include("linli.disputes.urls")),
    path("", include("linli.fieldwork.urls")),
    path("", include("linli.participation.urls")),
    path("", include("linli.channels.urls")),
    path("", include("linli.field.urls")),
    path("", include("linli.kiosk.urls")),
    path("", include("linli.square.urls")),
]

handler404 = "linli.platform.ui.views.not_found"
handler500 = "linli.config.api.broken"
