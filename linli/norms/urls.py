# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import library, limits, pacts

urlpatterns = [
    path("deadlines/", limits.deadlines, name="deadlines"),
    path("deadlines/<str:key>/", limits.deadline, name="deadline"),
    path("courses/", limits.courses, name="courses"),
    path("norms/", library.norms, name="norms"),
    path("norms/<str:code>/", library.norm, name="norm"),
    path("norms/<str:code>/changes/", library.norm_changes, name="norm-changes"),
    path("ask/", library.ask, name="ask"),
    path("pacts/", pacts.pacts, name="pacts"),
    path("pacts/<str:code>/", pacts.pact, name="pact"),
    path("pacts/<str:code>/comment/", pacts.pact_comment, name="pact-comment"),
    path("desk/pacts/", pacts.desk_pacts, name="desk-pacts"),
    path("desk/pacts/<str:code>/", pacts.desk_pact, name="desk-pact"),
    path("desk/pacts/<str:code>/edit/", pacts.desk_pact_edit, name="desk-pact-edit"),
    path("desk/pacts/<str:code>/decide/<int:number>/", pacts.desk_pact_decide, name="desk-pact-decide"),
    path("desk/pacts/<str:code>/answer/<uuid:comment>/", pacts.desk_pact_answer, name="desk-pact-answer"),
    path("desk/pacts/<str:code>/do/<str:action>/", pacts.desk_pact_move, name="desk-pact-move"),
]
