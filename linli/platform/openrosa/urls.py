# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from . import calls, views

urlpatterns = [
    path("openrosa/<str:device>/", calls.form_list, name="openrosa"),
    path("openrosa/<str:device>/formList", calls.form_list, name="openrosa-list"),
    path("openrosa/<str:device>/forms/<str:form>.xml", calls.form, name="openrosa-form"),
    path("openrosa/<str:device>/forms/<str:form>/manifest", calls.manifest, name="openrosa-manifest"),
    path(
        "openrosa/<str:device>/forms/<str:form>/lists/<str:name>.csv",
        calls.entities,
        name="openrosa-entities",
    ),
    path(
        "openrosa/<str:device>/forms/<str:form>/lists/<str:name>/integrity",
        calls.integrity,
        name="openrosa-integrity",
    ),
    path("openrosa/<str:device>/submission", calls.submission, name="openrosa-submission"),
    path("desk/phones/", views.phones, name="desk-phones"),
    path("desk/phones/<uuid:phone>/end/", views.end_phone, name="desk-phone-end"),
]
