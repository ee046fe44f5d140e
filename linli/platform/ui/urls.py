# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("aloud/", views.read_aloud, name="read-aloud"),
    path("sign-language/<slug:page>.mp4", views.sign_video, name="sign-video"),
    path("problems/<slug:code>/", views.problem_type, name="problem-type"),
]
