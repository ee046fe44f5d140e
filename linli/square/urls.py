# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("promise/", views.promise, name="promise"),
    path("home/", views.home_of, name="home-of"),
]
