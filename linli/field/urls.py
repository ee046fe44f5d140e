# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("field/manifest.webmanifest", views.manifest, name="field-manifest"),
    path("field/key/", views.key, name="field-key"),
    path("field/waiting/", views.waiting, name="field-waiting"),
    path("field/worker.js", views.worker, name="field-worker"),
]
