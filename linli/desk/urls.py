# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("desk/looks/", views.looks, name="desk-looks"),
    path("desk/keys/", views.key_list, name="desk-keys"),
    path("desk/keys/<uuid:key>/end/", views.stop_key, name="desk-end-key"),
]
