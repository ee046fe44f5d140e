# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("desk/reader/", views.reader, name="desk-reader"),
    path("desk/reader/<int:edition>/", views.reader_version, name="desk-reader-version"),
    path("desk/reader/<int:edition>/use/", views.use, name="desk-reader-use"),
    path("desk/reader/bars/", views.bars, name="desk-reader-bars"),
    path("desk/reader/bars/save/", views.bar, name="desk-reader-bar"),
    path("desk/reader/train/", views.train, name="desk-train"),
]
