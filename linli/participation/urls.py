# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import desk, opinions, opinions_desk, panel, panel_desk, square, vote

urlpatterns = [
    path("take-part/", square.spaces, name="take-part"),
    path("take-part/mine/", square.mine, name="my-part"),
    path("take-part/kept/<str:commitment>/", square.judge_kept, name="judge-commitment"),
    path("take-part/<slug:space>/", square.space, name="space"),
    path("take-part/<slug:space>/propose/", square.write, name="propose"),
    path("take-part/<slug:space>/vote/", vote.page, name="vote"),
    path("take-part/<slug:space>/vote/take/", vote.take, name="vote-take"),
    path("take-part/<slug:space>/vote/code/", vote.open_ballot, name="vote-code"),
    path("take-part/<slug:space>/vote/tick/", vote.tick_one, name="vote-tick"),
    path("take-part/<slug:space>/vote/ballots.pb", vote.file, name="vote-file"),
    path("take-part/<slug:space>/opinions/", opinions.page, name="opinions"),
    path("take-part/<slug:space>/opinions/take/", opinions.take, name="opinions-take"),
    path("take-part/<slug:space>/opinions/code/", opinions.open_name, name="opinions-code"),
    path("take-part/<slug:space>/opinions/say/", opinions.say_one, name="opinions-say"),
    path("take-part/<slug:space>/opinions/write/", opinions.write, name="opinions-write"),
    path("take-part/<slug:space>/opinions/result/", opinions.result, name="opinions-result"),
    path("take-part/<slug:space>/opinions/file.zip", opinions.file, name="opinions-file"),
    path("take-part/<slug:space>/panel/", panel.page, name="panel"),
    path("take-part/<slug:space>/panel/enter/", panel.enter, name="panel-enter"),
    path("take-part/<slug:space>/panel/leave/", panel.leave, name="panel-leave"),
    path("take-part/<slug:space>/panel/answer/", panel.answer, name="panel-answer"),
    path("take-part/<slug:space>/panel/panels.txt", panel.file, name="panel-file"),
    path("take-part/<slug:space>/<str:proposal>/", square.proposal, name="proposal"),
    path("take-part/<slug:space>/<str:proposal>/do/<slug:what>/", square.proposal_do, name="proposal-do"),
    path("desk/take-part/", desk.spaces, name="desk-spaces"),
    path("desk/take-part/new/", desk.new_space, name="desk-space-new"),
    path("desk/take-part/residents/", desk.residents, name="desk-residents"),
    path("desk/take-part/<slug:space>/", desk.space, name="desk-space"),
    path("desk/take-part/<slug:space>/edit/", desk.edit_space, name="desk-space-edit"),
    path("desk/take-part/<slug:space>/paper/", desk.paper, name="desk-space-paper"),
    path("desk/take-part/<slug:space>/do/<slug:turn>/", desk.space_do, name="desk-space-do"),
    path("desk/take-part/<slug:space>/vote/", vote.desk, name="desk-vote"),
    path("desk/take-part/<slug:space>/vote/<slug:act>/", vote.desk_do, name="desk-vote-do"),
    path("desk/take-part/<slug:space>/opinions/", opinions_desk.desk, name="desk-opinions"),
    path(
        "desk/take-part/<slug:space>/opinions/<slug:act>/", opinions_desk.desk_do, name="desk-opinions-do"
    ),
    path("desk/take-part/<slug:space>/panel/", panel_desk.desk, name="desk-panel"),
    path("desk/take-part/<slug:space>/panel/<slug:act>/", panel_desk.desk_do, name="desk-panel-do"),
    path("desk/take-part/<slug:space>/<str:proposal>/", desk.proposal, name="desk-proposal"),
    path(
        "desk/take-part/<slug:space>/<str:proposal>/do/<slug:verb>/",
        desk.proposal_do,
        name="desk-proposal-do",
    ),
]
