# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import assessments, public, requests

ONE = "desk/official-requests/<uuid:official>/"

urlpatterns = [
    path("official-requests/", public.figures, name="official-requests"),
    path("assessments/", public.summaries, name="assessments"),
    path("desk/official-requests/", requests.register, name="desk-requests"),
    path("desk/official-requests/new/<slug:source_code>/", requests.new_request, name="desk-request-new"),
    path(ONE, requests.one_request, name="desk-request"),
    path(f"{ONE}scan/", requests.scan, name="desk-request-scan"),
    path(f"{ONE}decide/", requests.decide, name="desk-request-decide"),
    path(f"{ONE}withdraw/", requests.withdraw, name="desk-request-withdraw"),
    path(f"{ONE}extract/<slug:form>/", requests.extract, name="desk-request-extract"),
    path("desk/assessments/", assessments.register, name="desk-assessments"),
    path("desk/assessments/write/<slug:use>/", assessments.write, name="desk-assessment-write"),
    path("desk/assessments/<uuid:assessment>/", assessments.one_assessment, name="desk-assessment"),
    path("desk/assessments/<uuid:assessment>/decide/", assessments.decide, name="desk-assessment-decide"),
]
