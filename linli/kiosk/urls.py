# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("kiosk/", views.start, name="kiosk"),
    path("kiosk/begin/", views.begin, name="kiosk-begin"),
    path("kiosk/end/", views.end, name="kiosk-end"),
    path("kiosk/waiting/", views.waiting, name="kiosk-waiting"),
    path("kiosk/slip/", views.slip, name="kiosk-slip"),
    path("kiosk/worker.js", views.worker, name="kiosk-worker"),
    path("kiosk/health/", views.health, name="kiosk-health"),
]
