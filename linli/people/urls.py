# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from .views import outside, own, rights, second, sign_in, staff

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/password/", sign_in.with_password, name="sign-in-password"),
    path("sign-in/code/", sign_in.ask_code, name="ask-code"),
    path("sign-in/code/type/", sign_in.type_code, name="type-code"),
    path("sign-in/second/", second.step, name="second-step"),
    path("sign-in/outside/", outside.go, name="sign-in-outside"),
    path("sign-in/outside/back/", outside.come_back, name="sign-in-outside-back"),
    path("sign-in/invited/<str:token>/", outside.invited, name="invited"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("me/sign-in/", own.ways, name="my-ways"),
    path("me/sign-in/password/", own.new_password, name="my-password"),
    path("me/sign-in/sessions/<uuid:sign_in>/end/", own.stop_session, name="my-end-session"),
    path("me/sign-in/authenticator/", second.authenticator, name="my-authenticator"),
    path("me/sign-in/authenticator/begin/", second.begin_authenticator, name="my-begin-authenticator"),
    path("me/sign-in/passkey/", second.passkey, name="my-passkey"),
    path("me/sign-in/recovery/", second.recovery, name="my-recovery"),
    path("me/sign-in/factors/<uuid:factor>/remove/", second.remove, name="my-remove-factor"),
    path("desk/accounts/<uuid:account>/factors/take/", second.take, name="desk-take-factors"),
    path("me/sign-in/outside/", outside.join, name="my-join-outside"),
    path("me/sign-in/outside/<uuid:identity>/leave/", outside.leave, name="my-leave-outside"),
    path("desk/accounts/<uuid:account>/invite/", outside.make_invitation, name="desk-invite"),
    path("me/sign-in/sessions/end/", own.stop_others, name="my-end-others"),
    path("desk/duties/", staff.duty_list, name="desk-duties"),
    path("desk/duties/<uuid:duty>/end/", staff.stop_duty, name="desk-end-duty"),
    path("desk/rights/", rights.rights, name="desk-rights"),
    path("desk/rights/open/", rights.open_now, name="desk-open-rights"),
    path("desk/rights/close/", rights.close_now, name="desk-close-rights"),
    path("desk/posts/", staff.posts, name="desk-posts"),
    path("desk/posts/<uuid:post>/end/", staff.stop_post, name="desk-end-post"),
]
