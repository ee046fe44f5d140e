# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the product. Each view names its policy; the gate and a test see to it."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.platform.ui.urls")),
    path("", include("linli.places.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.square.urls")),
]

handler404 = "linli.platform.ui.views.not_found"
handler500 = "linli.platform.ui.views.broken"
