# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import phone

urlpatterns = [
    path("desk/phone/", phone.phone, name="desk-phone"),
    path("desk/phone/call/", phone.keep, name="desk-call"),
    path("desk/phone/call/<uuid:call>/resume/", phone.resume, name="desk-call-resume"),
    path("desk/phone/callbacks/<uuid:callback_id>/", phone.one_callback, name="desk-callback"),
    path("desk/phone/line/", phone.line, name="desk-line"),
    path("desk/phone/line/count/", phone.count, name="desk-line-count"),
]
