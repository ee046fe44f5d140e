# SPDX-License-Identifier: AGPL-3.0-or-later
"""What addresses of the matrix take besides a matter, made as the town would make it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from matrix_forms import MONTH, NEAR
from stage import (
    GRID,
    LAMP,
    Stage,
    photo,
)

from linli.cases.commands import (
    NewCommitment,
    ask_by_link,
    keep_view,
    make_commitment,
    place_question,
    write_question,
    write_reply,
    write_template,
)
from linli.cases.commands.items import NewItem, list_item, publish_item
from linli.cases.models import Commitment, ProblemItem, SavedView, Subscription
from linli.cases.queries.tickets import hotline
from linli.cases.testing import a_case, a_ticket
from linli.cases.vocab import Action, LinkTo
from linli.cases.vocab.items import Source
from linli.channels.models import ArrivalFile
from linli.channels.testing import a_callback, a_cut_off_call, a_kiosk, a_message, a_page, a_sheet
from linli.disputes.commands import NewMediation, PartyData, enrol, request_mediation, scan_paper
from linli.disputes.queries import find as find_mediation
from linli.disputes.testing import a_sign
from linli.disputes.vocab import Kind as Quarrel
from linli.disputes.vocab import Paper
from linli.fieldwork.commands import ask_grid, make_sheet, sign_up
from linli.fieldwork.testing import a_round, doors, round_of
from linli.fieldwork.vocab import Rhythm
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.ids import new_id
from linli.norms.commands import comment_pact, start_pact
from linli.norms.models import PactComment
from linli.participation.commands import NewProposal, hide, propose, release
from linli.participation.commands.hearings import add_paper, announce_hearing
from linli.participation.commands.texts import NewAmendment, amend
from linli.participation.commands.texts_desk import moderate_amendment
from linli.participation.models import ModerationAct
from linli.participation.queries import find_proposal
from linli.participation.testing import (
    a_board,
    a_call,
    a_general_vote,
    a_hearing,
    a_map,
    a_meeting,
    a_panel,
    a_posting,
    a_posting_draft,
    a_space,
    a_survey,
    a_text,
    a_vote,
    an_offer,
)
from linli.participation.vocab.texts import Change
from linli.people.commands import (
    begin_totp,
    confirm_totp,
    join_identity,
    note_sign_in,
    propose_end,
    propose_hold,
)
from linli.people.commands.factors import totp_code
from linli.people.models import Contact, Duty, Post, RetentionNight, SignIn
from linli.people.queries import actor_of_account, identities_of, waiting_secret
from linli.people.testing import a_mandate, people_of
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.keys import keys
from linli.platform.forms.testing import survey_rows, workbook
from linli.platform.outbox.reach import blind_of, token_of
from linli.privacy.testing import a_request, an_assessment
from linli.topics.models import Category
from linli.triage import public as triage
from linli.triage.queries import reader_versions


def came_with_a_file() -> dict[str, Any]:
    """A message with a photo that waits for a person."""
    message = a_message(files=[a_page("gray")])
    return {"message": message, "file_id": ArrivalFile.objects.get(arrival=message).file_id}


def facts(stage: Stage) -> dict[str, Any]:
    """What addresses take, besides a matter."""
    stage.key("operator")
    keep_view("kept", "group=open", actor=stage.cast.operator)
    duty = Duty.objects.filter(valid_to=None).values_list("id", flat=True)[0]
    near = stage.matters["near"]
    a_follower()
    ask_by_link(
        near.id, LinkTo.OUTSIDE, "是你们的灯吗？", actor=SYSTEM, party="供电公司", files=[near.file]
    )
    return {
        **law_and_pact(),
        "mediation": a_mediation(stage),
        **taking_part(),
        "device": "no-key",
        "listed": "stops",
        "phone": new_id(),
        **on_a_round(stage),
        "call": a_cut_off_call(stage.cast.community_worker),
        "sheet": a_sheet(stage.cast.community_worker),
        **came_with_a_file(),
        "reach": token_of(blind_of("nobody@example.org")),
        "callback_id": a_callback(stage.cast.community_worker),
        "deed": "state",
        "step": "serve",
        "seq": 1,
        "year": 2026,
        "sign": a_sign(NEAR),
        "which": "record",
        "letter": "receipt",
        "code": "stale",
        "sign_in": new_id(),
        "factor": new_id(),
        "identity": new_id(),
        "contact": new_id(),
        "kiosk": a_kiosk(stage.cast.operator),
        "page": "front",
        "mandate": a_mandate(stage.cast.resident, stage.cast.other_resident),
        "purpose": "news",
        "form": "html",
        "account": stage.account("outsider"),
        "version": "1",
        "edition": reader_versions()[0]["id"],
        "rest": "nowhere",
        "action": "accept",
        "key": keys()[0].id,
        "view": SavedView.objects.values_list("id", flat=True)[0],
        "category": Category.objects.values_list("id", flat=True).get(code=LAMP),
        "duty": duty,
        "question": a_question(),
        "attachment": near.file,
        "to": "person",
        "issue": an_issue(stage),
        "written": a_reply(),
        "template": write_template("修好了", Action.RESOLVE, {"zh-Hans": "修好了。"}, actor=SYSTEM),
        "change": propose_end(duty, MONTH, "换届。", actor=stage.cast.district_coordinator),
        "hold": propose_hold("cases.rating", "", "审计。", MONTH, actor=stage.cast.data_officer),
        "night": RetentionNight.objects.create(at=clock.now(), state="stopped", why="clock").pk,
        "official": a_request(
            stage.cast.district_coordinator, source="matter", reference=near.number, parts=("words",)
        ),
        "source_code": "person",
        "use": "export",
        "assessment": an_assessment(stage.cast.data_officer),
        "post": Post.objects.filter(role="grid_worker").values_list("id", flat=True)[0],
    }


def law_and_pact() -> dict[str, Any]:
    """A norm of the built-in town, a draft of a pact in the near community, and a comment on it."""
    near = start_pact("试验公约", "residents_pact", NEAR, ["遛狗牵绳。"], actor=SYSTEM)
    comment_pact(near, 1, "好。", actor=VISITOR)
    comment = PactComment.objects.values_list("id", flat=True).get(pact__code=near)
    return {"norm": "cn-civil", "pact": near, "comment": comment, "number": 1}


def taking_part() -> dict[str, Any]:
    """A space of the near community, a proposal on paper in it, and a commitment there."""
    space = a_space("near-space", threshold=0)
    a_vote("near-vote")
    a_survey("near-survey")
    a_survey("near-draft", published=False)
    a_map("near-space")
    a_panel("near-space")
    new = NewProposal(space, "加一盏灯", "台阶边太暗。", paper="柜台 第1页")
    number = propose(new, actor=SYSTEM)
    release(find_proposal(number, space), actor=SYSTEM)
    promised = make_commitment(
        NewCommitment("test:1", "加灯", "三处各加一盏灯。", NEAR, "d-lighting", MONTH), actor=SYSTEM
    )
    a_board()
    return {
        "near": NEAR, "taking_down": "ask", "signing": "sign", "deciding": "decide",
        "posting": a_posting().number, "posting_draft": a_posting_draft().number, "ending": "json",
        "open_item": "r-services", "way": "volunteers", "open_call": a_call(),
        "offer": an_offer(SYSTEM, paper="柜台 1").number,
        **drafts_and_hearings(space),
        "space": "near-space", "proposal": number, "survey": "near-survey", "how": "voice",
        "move": "publish",
        "meeting": a_meeting().number, "meeting_draft": a_meeting(called=False).number,
        "vote": a_general_vote().number, "errand": "letters",
        "vote_draft": a_general_vote(announced=False).number,
        "size": "a4",
        "what": "endorse", "turn": "close", "verb": "sheet", "act": "paper",
        "item": a_problem(),
        "commitment": Commitment.objects.values_list("number", flat=True).get(pk=promised), "seq": 1,
    }  # fmt: skip


def drafts_and_hearings(space: UUID) -> dict[str, Any]:
    """A draft with an amendment on paper, a hearing with a paper, something that was taken out."""
    text, hearing = a_text(), a_hearing(announced=False)
    new = NewAmendment(1, Change.STRIKE, "", "多余。", "柜台 第3页")
    moderate_amendment(text.id, amend(text.id, new, actor=SYSTEM), actor=SYSTEM)
    add_paper(hearing.id, "方案图", photo(), actor=SYSTEM)
    with clock.standing_at(clock.now() - timedelta(days=30)):
        announce_hearing(hearing.id, actor=SYSTEM)
    number = propose(NewProposal(space, "便宜开锁", "电话在此。", paper="柜台 第4页"), actor=SYSTEM)
    hide(find_proposal(number, space), "advert", "是广告。", actor=SYSTEM)
    return {
        "text": text.number, "text_draft": a_text(opened=False).number, "hearing": hearing.number,
        "hearing_draft": a_hearing(announced=False).number, "sheet_number": 1, "ending": "csv",
        "voice": "support", "stroke": "voices", "gavel": "paper", "ruling": "appeal",
        "decision": ModerationAct.objects.get().pk,
    }  # fmt: skip


def a_problem() -> str:
    """A published problem of the near community, which its lighting office owns."""
    new = NewItem("test:1", Source.VISIT, "台阶破损", "", NEAR, "d-lighting")
    publish_item(list_item(new, actor=SYSTEM), actor=SYSTEM)
    return ProblemItem.objects.values_list("number", flat=True).get(about="test:1")


BOOK = workbook(survey_rows(["text", "dog", "养狗吗？"]))


def on_a_round(stage: Stage) -> dict[str, Any]:
    """A round of the near grid worker, a home that a resident signed up, a request to the grid."""
    stop = a_round(stage.cast.grid_worker, 2, GRID)[0]
    wish = sign_up(doors(3, GRID)[2], Rhythm.MONTH, actor=stage.cast.resident)
    asked = ask_grid(GRID, "hazard", "看一看楼道。", MONTH, actor=stage.cast.coordinator)
    return {
        "grid": GRID, "place": GRID, "round_id": round_of(stop), "stop": stop, "visit": new_id(),
        "wish": wish, "ask": asked,
        "questions": make_sheet("asked", {"en": "Asked"}, NEAR, BOOK, actor=SYSTEM),
    }  # fmt: skip


def a_mediation(stage: Stage) -> str:
    """A mediation in the near community, whose committee the community worker heads."""
    kinds = [Quarrel.NEIGHBOURS]
    enrol(stage.account("community_worker"), NEAR, kinds, actor=SYSTEM, head=True)
    parties = (PartyData("丁芸"), PartyData("霍山"))
    new = NewMediation(Quarrel.NEIGHBOURS, NEAR, "楼上夜里弹琴。", parties)
    number = request_mediation(new, actor=VISITOR).number
    head = actor_of_account(stage.account("community_worker"))
    scan_paper(find_mediation(number), Paper.RECORD, photo(), actor=head)
    return number


def a_follower() -> Any:
    """Somebody who is told what happens in a community."""
    place = places.place_by_code(GRID[:12]).id
    given = {"place_id": place, "blind": b"x", "contact": b"x", "language": "en", "at": clock.now()}
    return Subscription.objects.create(**given).id


def an_issue(stage: Stage) -> Any:
    """The near matter and another one there are an issue; two more, seen by the same, are the next."""
    cases = [stage.matters["near"].id, *(a_case(place=GRID).id for _ in range(3))]
    lamp, smoke = "滨江路社区门口的路灯坏了三天，路灯不亮。", "烧烤摊半夜油烟很大，噪音吵人。"
    letters = [
        triage.IssueText(f"case:{case}", text, text, str(case), clock.now())
        for case, text in zip(cases, (lamp, lamp, smoke, smoke), strict=True)
    ]
    return triage.group_letters(letters, actor=SYSTEM)[letters[0].about]


def a_reply() -> Any:
    """A reply to the hotline about one ticket in the near grid."""
    a_ticket("near", place=GRID)
    done = write_reply(hotline("shancheng-12345"), "csv", actor=SYSTEM)
    assert done is not None
    return done.id


def a_question() -> Any:
    """A question about lamps that is not asked: it would come between the forms of other tests."""
    lamp = Category.objects.values_list("id", flat=True).get(code=LAMP)
    values = {"kind": "text", "words": {"zh-Hans": "几盏？"}, "hints": {}, "choices": [], "stops": [],
              "notice": {}, "required": False}  # fmt: skip
    question = write_question(lamp, values, actor=SYSTEM)
    place_question(question, actor=SYSTEM, active=False)
    return question


def a_session(account: UUID) -> dict[str, Any]:
    note_sign_in(account, "code", key=new_id().hex)
    return {"sign_in": SignIn.objects.filter(account=account).values_list("id", flat=True)[0]}


def a_secret(account: UUID) -> dict[str, Any]:
    begin_totp(actor=actor_of_account(account))
    secret = base64.b32decode(waiting_secret(account) or "")
    return {"code_now": totp_code(secret, int(clock.now().timestamp()) // 30)}


def an_authenticator(account: UUID) -> dict[str, Any]:
    code = a_secret(account)["code_now"]
    return {"factor": confirm_totp(code, "", "", actor=actor_of_account(account)).factor}


def an_identity(account: UUID) -> dict[str, Any]:
    join_identity("https://login.example", str(account), actor=actor_of_account(account))
    return {"identity": identities_of(account)[0].id}


def a_contact(account: UUID) -> dict[str, Any]:
    identity = new_id()
    Contact.objects.create(
        id=identity,
        account_id=account,
        kind="phone",
        sealed=crypto.seal("+8613900000077", "people_contact", "sealed", identity),
        blind=crypto.blind(str(identity), "contact"),
        verified_at=clock.now(),
    )
    return {"contact": identity}


def a_mandate_held(account: UUID, *, accepted: bool = True) -> dict[str, Any]:
    other = people_of(1)[0]
    return {"mandate": a_mandate(other, actor_of_account(account), accepted=accepted)}


# What has to be there before somebody can do something with what is their own.
OWN: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "my-end-session": a_session,
    "my-end-others": a_session,
    "my-authenticator": a_secret,
    "my-remove-factor": an_authenticator,
    "my-recovery": an_authenticator,
    "my-drop-contact": a_contact,
    "my-leave-outside": an_identity,
    "my-mandate-accept": partial(a_mandate_held, accepted=False),
    "my-mandate-end": a_mandate_held,
    "mandate-act": a_mandate_held,
}
