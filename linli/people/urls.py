# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/password/", views.with_password, name="sign-in-password"),
    path("sign-in/code/", views.ask_code, name="ask-code"),
    path("sign-in/code/type/", views.type_code, name="type-code"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
