# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import openrosa, views

urlpatterns = [
    path("openrosa/<str:device>/", openrosa.form_list, name="openrosa"),
    path("openrosa/<str:device>/formList", openrosa.form_list, name="openrosa-list"),
    path("openrosa/<str:device>/forms/<str:form>.xml", openrosa.form, name="openrosa-form"),
    path("openrosa/<str:device>/forms/<str:form>/manifest", openrosa.manifest, name="openrosa-manifest"),
    path("openrosa/<str:device>/submission", openrosa.submission, name="openrosa-submission"),
    path("desk/phones/", views.phones, name="desk-phones"),
    path("desk/phones/<uuid:phone>/end/", views.end_phone, name="desk-phone-end"),
]
