# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import kiosks, messages, paper, phone

urlpatterns = [
    path("desk/phone/", phone.phone, name="desk-phone"),
    path("desk/phone/call/", phone.keep, name="desk-call"),
    path("desk/phone/call/<uuid:call>/resume/", phone.resume, name="desk-call-resume"),
    path("desk/phone/callbacks/<uuid:callback_id>/", phone.one_callback, name="desk-callback"),
    path("desk/phone/line/", phone.line, name="desk-line"),
    path("desk/phone/line/count/", phone.count, name="desk-line-count"),
    path("desk/kiosks/", kiosks.screens, name="desk-kiosks"),
    path("desk/kiosks/<uuid:kiosk>/end/", kiosks.end, name="desk-kiosk-end"),
    path("desk/messages/", messages.pile, name="desk-messages"),
    path("desk/messages/wish/", messages.wish_of, name="desk-message-wish"),
    path("desk/messages/<uuid:message>/away/", messages.away, name="desk-message-away"),
    path("desk/messages/<uuid:message>/join/", messages.join, name="desk-message-join"),
    path("desk/messages/<uuid:message>/<uuid:file_id>/", messages.file, name="desk-message-file"),
    path("desk/channels/", messages.health, name="desk-channels"),
    path("me/messages/", messages.own, name="my-messages"),
    path("messages/in/sms/", messages.sms_in, name="sms-in"),
    path("messages/in/chat/", messages.chat_in, name="chat-in"),
    path("messages/<str:reach>/", messages.stop, name="messages-stop"),
    path("paper/", paper.paper, name="paper"),
    path("paper/form.pdf", paper.blank, name="paper-form"),
    path("paper/<slug:which>.pdf", paper.blank_request, name="paper-request"),
    path("matter/<str:number>/letter/<slug:letter>/", paper.own_letter, name="matter-letter"),
    path("desk/paper/", paper.pile, name="desk-paper-pile"),
    path("desk/paper/<uuid:sheet>/scan/", paper.scan, name="desk-paper-scan"),
    path("desk/paper/<uuid:sheet>/away/", paper.away, name="desk-paper-away"),
    path("desk/matter/<str:number>/letter/<slug:letter>/", paper.desk_letter, name="desk-letter"),
]
