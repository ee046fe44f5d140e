# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import desk, square

urlpatterns = [
    path("mediation/", square.mediation, name="mediation"),
    path("mediation/open/", square.open_mediation, name="mediation-open"),
    path("mediation/<str:mediation>/", square.my_mediation, name="my-mediation"),
    path("mediation/<str:mediation>/do/<slug:deed>/", square.my_mediation_do, name="my-mediation-do"),
    path("mediation/<str:mediation>/paper/<slug:which>/", square.mediation_paper, name="mediation-paper"),
    path("desk/mediations/", desk.mediations, name="desk-mediations"),
    path("desk/mediations/new/", desk.new_mediation, name="desk-mediation-new"),
    path("desk/mediations/<str:mediation>/", desk.mediation, name="desk-mediation"),
    path("desk/mediations/<str:mediation>/do/<slug:deed>/", desk.mediation_do, name="desk-mediation-do"),
    path("desk/mediators/", desk.mediators, name="desk-mediators"),
]
