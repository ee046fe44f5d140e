# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("town.css", views.town_style, name="town-style"),
    path("map/<slug:version>.svg", views.base_map, name="base-map"),
    path("places/at/", views.place_at, name="place-at"),
]
