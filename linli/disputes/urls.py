# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import desk, papers, signs, square

urlpatterns = [
    path("mediation/", square.mediation, name="mediation"),
    path("mediation/figures/", square.figures, name="mediation-figures"),
    path("mediation/open/", square.open_mediation, name="mediation-open"),
    path("mediation/<str:mediation>/", square.my_mediation, name="my-mediation"),
    path("mediation/<str:mediation>/do/<slug:deed>/", square.my_mediation_do, name="my-mediation-do"),
    path("mediation/<str:mediation>/paper/<slug:which>/", papers.mediation_paper, name="mediation-paper"),
    path("desk/mediations/", desk.mediations, name="desk-mediations"),
    path("desk/mediations/new/", desk.new_mediation, name="desk-mediation-new"),
    path("desk/mediations/list/<int:year>/", papers.mediation_list, name="desk-mediation-list"),
    path("desk/mediations/papers/", papers.wording_list, name="desk-wordings"),
    path("desk/mediations/papers/<slug:which>/", papers.wording, name="desk-wording"),
    path("desk/mediations/<str:mediation>/", desk.mediation, name="desk-mediation"),
    path("desk/mediations/<str:mediation>/do/<slug:deed>/", desk.mediation_do, name="desk-mediation-do"),
    path("desk/mediations/<str:mediation>/file/", papers.mediation_file, name="desk-mediation-file"),
    path("desk/mediations/<str:mediation>/scan/", papers.mediation_scan, name="desk-mediation-scan"),
    path(
        "desk/mediations/<str:mediation>/sheet/<int:seq>/",
        papers.mediation_sheet,
        name="desk-mediation-sheet",
    ),
    path(
        "desk/mediations/<str:mediation>/handover/",
        papers.mediation_handover,
        name="desk-mediation-handover",
    ),
    path(
        "desk/mediations/<str:mediation>/letter/<int:seq>/",
        papers.mediation_letter,
        name="desk-mediation-letter",
    ),
    path("desk/signs/", signs.sign_list, name="desk-signs"),
    path("desk/signs/<uuid:sign>/", signs.sign_do, name="desk-sign"),
    path("desk/mediators/", desk.mediators, name="desk-mediators"),
]
