# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import desk, field, phones, square

urlpatterns = [
    path("visits/", square.visits, name="visits"),
    path("visits/end/<uuid:wish>/", square.wish_end, name="wish-end"),
    path("visits/change/<uuid:wish>/", square.wish_change, name="wish-change"),
    path("grid-tasks/", square.grid_tasks, name="grid-tasks"),
    path("desk/grids/", desk.grids, name="desk-grids"),
    path("desk/grids/<str:grid>/", desk.grid, name="desk-grid"),
    path("desk/grids/<str:grid>/do/<slug:deed>/", desk.grid_do, name="desk-grid-do"),
    path("desk/rounds/", desk.rounds, name="desk-rounds"),
    path("desk/rounds/plan/<str:place>/", desk.plan, name="desk-round-plan"),
    path("desk/rounds/<uuid:round_id>/", desk.round_page, name="desk-round"),
    path("desk/rounds/<uuid:round_id>/hand-over/", desk.hand, name="desk-round-hand-over"),
    path("desk/rounds/<uuid:round_id>/note/<uuid:visit>/", desk.note, name="desk-visit-note"),
    path("desk/visit-questions/", desk.visit_sheets, name="desk-visit-sheets"),
    path("desk/visit-questions/<uuid:questions>.xlsx", desk.visit_sheet_file, name="desk-visit-sheet-file"),
    path("desk/visit-questions/<uuid:questions>/end/", desk.visit_sheet_end, name="desk-visit-sheet-end"),
    path("desk/visits/new/", square.wish_new, name="desk-wish-new"),
    path("desk/field-phones/<uuid:phone>/lost/", phones.lost, name="desk-field-phone-lost"),
    path("field/phone/", phones.phone, name="field-phone"),
    path("field/phone/note/", phones.note, name="field-phone-note"),
    path("field/round/", field.today, name="field-round"),
    path("field/door/<uuid:stop>/", field.door, name="field-door"),
    path("field/ask/<uuid:ask>/", field.ask, name="field-ask"),
]
