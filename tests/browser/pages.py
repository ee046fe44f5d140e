# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opens which page in a browser, and what leads to it: the tables of test_accessibility.py."""

from __future__ import annotations

DOORS = {
    "everybody": "", "accounts": "lin", "staff": "zhou", "takes_down": "zhou", "workers": "deng",
    "looks": "su", "administrators": "admin", "operator": "zhou", "coordinators": "chen",
    "records": "zhou", "reads_requests": "zhou", "assesses": "qin", "reads_assessments": "qin",
    "homes": "chen", "duty_hands": "chen", "duty_hands auditor": "chen", "rights": "admin",
    "keepers auditor": "su", "reads_line": "zhou", "takes_wishes": "chen", "plans": "chen",
    "watches": "zhou",
    "operator coordinators": "zhou",
}  # fmt: skip
# Behind an open door, but only for whom it concerns.
OWN = {
    "report-done": "lin",
    "mandate": "lin",
    "matter": "lin",
    "matter-data": "lin",
    "matter-paper": "lin",
    "matter-objection": "lin",
    "desk-mediation": "he",
    "desk-grid": "he",
    "desk-item": "he",
    "desk-round": "he",
    "desk-round-plan": "he",
    "desk-space": "chen",
    "desk-space-edit": "chen",
    "desk-space-paper": "chen",
    "desk-proposal": "chen",
    "desk-vote": "chen",
    "desk-opinions": "chen",
    "desk-panel": "chen",
    "desk-meeting": "chen",
    "desk-general-vote": "chen",
    "desk-board": "he",
    "desk-board-edit": "chen",
    "desk-posting": "he",
    "desk-posting-new": "he",
    "desk-offer": "he",
    "desk-open-call": "he",
    "desk-text": "chen",
    "desk-hearing": "chen",
    "desk-commitment": "chen",
    "desk-callback": "zhou",
}
NO_PAGES = {
    "home-of",  # leads on
    "api-docs", "api-unknown", "problem-type",  # for programs
    "town-style", "base-map", "place-at", "field-manifest", "field-worker", "field-key",
    "public-file", "matter-file",
    "my-mediation", "mediation-paper",  # number and code lead there; a file
    "commitment-photo", "vote-file", "opinions-file", "panel-file",  # files
    "desk-mediation-file", "desk-mediation-sheet", "desk-mediation-list",  # files
    "openrosa", "openrosa-list", "openrosa-form", "openrosa-manifest", "openrosa-submission",  # for phones
    "openrosa-entities", "openrosa-integrity", "field-phone", "desk-visit-sheet-file",  # for phones, a file
    "moderation-log", "hearing-data", "hearing-paper",  # files
    "desk-text-edit", "desk-hearing-edit",  # the forms of desk-text-new and desk-hearing-new
    "survey-data", "survey-paper", "desk-survey-workbook",  # files
    "paper-form", "paper-request", "matter-letter", "desk-letter", "desk-paper-scan",  # files
    "kiosk-health",  # for programs
    "openness-slip", "openness-amounts", "posting-notice", "posting-file", "posting-amounts",  # files
    "desk-posting-edit",  # the form of desk-posting-new
    "kiosk-worker", "sign-video", "mandate-paper",  # for programs; files
    "desk-message-file",
    "chat-in",  # for programs
    "meetings-feed", "meeting-notice",  # a calendar, a paper
    "general-vote-file", "desk-general-vote-edit",  # a file; the form of desk-general-vote-new
    "desk-meeting-presence", "desk-meeting-edit",  # a part of a page; the form of desk-meeting-new
    "desk-brief",  # a part of the queue, where it is seen
    "desk-ask", "desk-part-assign",  # parts of a form, of a matter's page, where they are seen
    "rates-rows", "hidden-rows", "my-copy", "matter-copy", "reply-file", "desk-hotline-file",  # files
    "desk-request-scan", "desk-request-extract",  # a file, and what is made of one
    "my-passkey",  # answers under a host name alone; test_passkey.py opens it there
    "sign-in-outside", "sign-in-outside-back", "prove-outside",  # off until a town names a provider
    "my-join-outside", "messages-stop",
    "invited", "subscribe", "subscribe-code", "stop", "reply", "my-contact-code", "second-step", "closed",
    # … only a message or a step before leads there
    "desk-duty-change", "desk-question", "desk-template", "norm-changes",  # none in the built-in town
}  # fmt: skip
# Where a number or an id of a matter, a category is found: the first page of each person.
FIRST = {
    "": "/nearby/",
    "lin": "/mine/",
    "zhou": "/desk/",
    "deng": "/field/",
    "admin": "/desk/categories/",
    "chen": "/desk/categories/",
}
# Pages of one thing: the list on which the first link to one stands.
LED = {
    "mandate": ("/me/mandates/", r"/me/mandates/[0-9a-f-]{36}/"),
    "deadline": ("/deadlines/", r"/deadlines/[^/\"?]+/"),
    "norm": ("/norms/", r"/norms/[^/\"?]+/"),
    "pact": ("/pacts/", r"/pacts/[^/\"?]+/"),
    "desk-issue": ("/desk/issues/", r"/desk/issues/[0-9a-f-]{36}/"),
    "desk-request": ("/desk/official-requests/", r"/desk/official-requests/[0-9a-f-]{36}/"),
    "desk-request-new": ("/desk/official-requests/", r"/desk/official-requests/new/[a-z]+/"),
    "desk-assessment-write": ("/desk/assessments/", r"/desk/assessments/write/[a-z_]+/"),
    "desk-assessment": ("/desk/assessments/", r"/desk/assessments/[0-9a-f-]{36}/"),
    "desk-pact": ("/desk/pacts/", r"/desk/pacts/[^/\"?]+/"),
    "space": ("/take-part/", r"/take-part/renmin-2026/"),
    "propose": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/propose/"),
    "proposal": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/P[^/\"?]+/"),
    "vote": ("/take-part/jiangsheng-2026/", r"/take-part/jiangsheng-2026/vote/"),
    "desk-vote": ("/desk/take-part/jiangsheng-2026/", r"/desk/take-part/jiangsheng-2026/vote/"),
    "survey": ("/surveys/", r"/surveys/safe-home/"),
    "survey-answer": ("/surveys/riverside/", r"/surveys/riverside/answer/"),
    "survey-own": ("/surveys/riverside/", r"/surveys/riverside/own/"),
    "desk-survey": ("/desk/surveys/", r"/desk/surveys/riverside/"),
    "desk-survey-edit": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/edit/"),
    "desk-survey-preview": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/preview/"),
    "desk-survey-take": ("/desk/surveys/riverside/", r"/desk/surveys/riverside/take/voice/"),
    "panel": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/panel/"),
    "desk-panel": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/panel/"),
    "opinions": ("/take-part/renmin-2026/", r"/take-part/renmin-2026/opinions/"),
    "opinions-result": ("/take-part/jiangsheng-2026/", r"/take-part/jiangsheng-2026/opinions/result/"),
    "desk-opinions": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/opinions/"),
    "text": ("/drafts/", r"/drafts/D[^/\"?]+/"),
    "text-amend": ("/drafts/", r"/drafts/D[^/\"?]+/amend/"),
    "hearing": ("/hearings/", r"/hearings/Y[^/\"?]+/"),
    "hearing-say": ("/hearings/", r"/hearings/Y[^/\"?]+/say/"),
    "desk-text": ("/desk/drafts/", r"/desk/drafts/D[^/\"?]+/"),
    "desk-hearing": ("/desk/hearings/", r"/desk/hearings/Y[^/\"?]+/"),
    "general-vote": ("/votes/?ended=yes", r"/votes/V[^/\"?]+/"),
    "desk-general-vote": ("/desk/votes/", r"/desk/votes/V[^/\"?]+/"),
    "openness-board": ("/open/", r"/open/\d+/"),
    "open-item": ("/open/509901001002/", r"/open/\d+/r-funds/"),
    "posting": ("/open/509901001002/", r"/open/posting/G[^/\"?]+/"),
    "desk-board": ("/desk/open/", r"/desk/open/509901001002/"),
    "desk-board-edit": ("/desk/open/509901001002/", r"/desk/open/\d+/edit/"),
    "desk-posting": ("/desk/open/509901001002/", r"/desk/open/posting/G[^/\"?]+/"),
    "desk-posting-new": ("/desk/open/509901001002/", r"/desk/open/\d+/r-services/new/"),
    "way-in": ("/join/", r"/join/firms/"),
    "offer": ("/join/firms/", r"/join/firms/offer/"),
    "open-call": ("/calls/", r"/calls/Z[^/\"?]+/"),
    "desk-offer": ("/desk/offers/", r"/desk/offers/T[^/\"?]+/"),
    "desk-open-call": ("/desk/offers/", r"/desk/calls/Z[^/\"?]+/"),
    "meeting": ("/meetings/?past=yes", r"/meetings/H[^/\"?]+/"),
    "desk-meeting": ("/desk/meetings/", r"/desk/meetings/H[^/\"?]+/"),
    "commitment": ("/commitments/", r"/commitments/C[^/\"?]+/"),
    "desk-space": ("/desk/take-part/", r"/desk/take-part/renmin-2026/"),
    "desk-space-edit": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/edit/"),
    "desk-space-paper": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/paper/"),
    "desk-proposal": ("/desk/take-part/renmin-2026/", r"/desk/take-part/renmin-2026/P[^/\"?]+/"),
    "desk-commitment": ("/desk/commitments/", r"/desk/commitments/C[^/\"?]+/"),
    "problem-item": ("/problem-lists/", r"/problem-lists/L[^/\"?]+/"),
    "desk-item": ("/desk/problem-lists/", r"/desk/problem-lists/L[^/\"?]+/"),
    "desk-grid": ("/desk/grids/", r"/desk/grids/\d+/"),
    "desk-round": ("/desk/rounds/", r"/desk/rounds/[0-9a-f-]{36}/"),
    "desk-round-plan": ("/desk/rounds/", r"/desk/rounds/plan/\d+/"),
    "field-door": ("/field/round/", r"/field/door/[0-9a-f-]{36}/"),
    "field-ask": ("/field/round/", r"/field/ask/[0-9a-f-]{36}/"),
    "desk-mediation": ("/desk/mediations/", r"/desk/mediations/M[^/\"?]+/"),
    "desk-wording": ("/desk/mediations/papers/", r"/desk/mediations/papers/[a-z]+/"),
    "desk-reader-version": ("/desk/reader/", r"/desk/reader/\d[^/\"?]*/"),
    "desk-callback": ("/desk/phone/", r"/desk/phone/callbacks/[0-9a-f-]{36}/"),
    "desk-category-questions": ("/desk/questions/", r"/desk/questions/[0-9a-f-]{36}/"),
}
SAID = "滨江路社区门口的路灯坏了三天了，晚上走路看不见。"
# name -> (who, address, what is written and sent, the status that answers): pages that no link leads to.
MORE: dict[str, tuple[str, str, list[tuple[str, str]], int]] = {
    "report: understood": ("", "/report/", [("#id_text", SAID), ("main form button.primary", "")], 200),
    "report: refused": ("", "/report/", [("main form button.primary", "")], 422),
    "track: refused": ("", "/track/", [("main form button.primary", "")], 422),
    "call: refused": ("zhou", "/desk/new/", [("main form button.primary", "")], 422),
    "queue: empty": ("zhou", "/desk/?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", [], 200),
    "nearby: empty": ("", "/nearby/?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", [], 200),
    "not found": ("", "/nowhere/", [], 404),
    "not allowed": ("luo", "/desk/posts/", [], 403),
}
