# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mediation: its course, who reads it, the agreement and its papers."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest

from linli.cases.testing import a_case
from linli.disputes.commands import (
    NewMediation,
    PartyData,
    appoint,
    conclude,
    consent,
    draft_agreement,
    load_demo,
    move_mediation,
    recuse,
    request_mediation,
    sign,
    take_statement,
)
from linli.disputes.models import Agreement, Mediation, Party, Step
from linli.disputes.policy import relations
from linli.disputes.queries import detail, facts_of, holder_of, paper, party_code, queue, roster, sums
from linli.disputes.queries.facts import scope
from linli.disputes.rules import COURSE, after_end, compose, docx, missing
from linli.disputes.rules.course import RUNNING
from linli.disputes.rules.papers import TEMPLATES
from linli.disputes.testing import QUARREL as SECRET
from linli.disputes.testing import TERMS, Team
from linli.disputes.vocab import Action, Kind, Origin, Paper, State
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.people.testing import CAST, HERE, THERE
from linli.platform.access.models import Look
from linli.platform.journal.models import EventRecord
from linli.platform.packs import open_pack

pytestmark = pytest.mark.django_db


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


@pytest.fixture
def team(cast: Any) -> Team:
    return Team(cast)


def text_of(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert package.testzip() is None
        tree = ElementTree.fromstring(package.read("word/document.xml"))
    return "\n".join("".join(part.itertext()) for part in tree.iter() if part.tag.endswith("}p"))


# --- the course -----------------------------------------------------------------------------------


def test_a_party_can_refuse_until_there_is_an_agreement_and_then_it_stops() -> None:
    for state in State:
        assert COURSE.allows(state, Action.REFUSE) == (state in RUNNING)
    assert COURSE.is_final(State.REFUSED) and COURSE.is_final(State.PERFORMED)


def test_a_quarrel_goes_from_request_to_confirmed_and_performed(team: Team) -> None:
    team.to_agreement()
    row = Mediation.objects.get(pk=team.id)
    assert row.confirm_by is not None and row.confirm_by - row.agreed_at.date() >= timedelta(days=29)
    move_mediation(team.id, Action.CONFIRM, actor=team.mediator)
    move_mediation(team.id, Action.BREACH, actor=team.mediator, text="未按时履行。")
    move_mediation(team.id, Action.PERFORM, actor=team.mediator)
    assert detail(team.number, viewer=team.mediator).state is State.PERFORMED


def test_no_session_before_all_consent_and_a_mediator_stands(team: Team) -> None:
    move_mediation(team.id, Action.ACCEPT, actor=team.head)
    at = clock.now() + timedelta(days=1)
    go = partial(move_mediation, team.id, Action.SCHEDULE, actor=team.head, at=at)
    assert code_of(go) == "mediation_no_consent"
    consent(team.id, UUID(team.parties[1].id), actor=team.parties[1])
    assert code_of(go) == "mediation_no_consent"
    appoint(team.id, team.chosen, actor=team.head)
    go()


def test_a_party_consents_and_signs_for_itself_alone(team: Team) -> None:
    one, two = team.parties
    assert code_of(lambda: consent(team.id, UUID(two.id), actor=one)) == "forbidden"
    team.to_session()
    draft_agreement(team.id, TERMS, actor=team.mediator)
    assert code_of(lambda: sign(team.id, UUID(two.id), 1, actor=one)) == "forbidden"


def test_who_stood_back_sees_it_no_more_and_is_not_chosen_again(team: Team) -> None:
    appoint(team.id, team.chosen, actor=team.head)
    recuse(team.id, actor=team.parties[0])
    assert code_of(lambda: detail(team.number, viewer=team.mediator)) == "not_found"
    assert code_of(lambda: appoint(team.id, team.chosen, actor=team.head)) == "mediation_not_competent"


def test_violence_and_children_in_danger_come_first(cast: Any) -> None:
    words = "隔壁的丈夫又在动手打她，晚上听见哭喊。"
    assert code_of(lambda: Team(cast, summary=words)) == "mediation_hard_first"
    assert Mediation.objects.get(pk=Team(cast, summary=words, warned=True).id).hard == "home"


def test_the_clock_of_work_and_of_the_rest_come_from_the_rules(cast: Any) -> None:
    assert Mediation.objects.get(pk=Team(cast).id).due_rule == "mediation.default"
    assert Mediation.objects.get(pk=Team(cast, kind=Kind.LABOUR).id).due_rule == "mediation.labour"


def test_a_request_sent_twice_is_one_and_with_other_words_a_conflict(team: Team) -> None:
    identity = uuid4()
    first = request_mediation(team.new, actor=VISITOR, identity=identity)
    assert request_mediation(team.new, actor=VISITOR, identity=identity) == first
    other = NewMediation(Kind.LAND, HERE, "地界。", team.new.parties)
    assert code_of(lambda: request_mediation(other, actor=VISITOR, identity=identity)) == "already_used"


def test_a_referral_needs_sight_of_the_matter(cast: Any) -> None:
    number = a_case().number
    parties = (PartyData("丁芸"), PartyData("霍山"))
    new = NewMediation(Kind.NEIGHBOURS, HERE, SECRET, parties, Origin.CASE, number)
    assert code_of(lambda: request_mediation(new, actor=VISITOR)) == "forbidden"
    assert code_of(lambda: request_mediation(new, actor=cast.far_worker)) == "not_found"
    found = request_mediation(new, actor=cast.operator)
    assert Mediation.objects.get(number=found.number).case_id


# --- confidence -----------------------------------------------------------------------------------


def test_nobody_outside_the_team_knows_of_it(team: Team) -> None:
    team.to_agreement()
    for role in CAST:
        viewer = getattr(team.cast, role)
        if role in ("community_worker", "grid_worker"):
            assert detail(team.number, viewer=viewer) and queue(viewer=viewer)
            continue
        assert code_of(lambda viewer=viewer: detail(team.number, viewer=viewer)) == "not_found", role
        assert queue(viewer=viewer) == [], role
        for call in (
            lambda viewer=viewer: take_statement(team.id, "看看", actor=viewer),
            lambda viewer=viewer: move_mediation(team.id, Action.PERFORM, actor=viewer),
            lambda viewer=viewer: paper(team.number, Paper.RECORD, viewer=viewer),
        ):
            assert code_of(call) == "not_found", role
    assert code_of(lambda: detail(team.number, viewer=SYSTEM)) == "not_found"


def test_the_filter_and_the_policy_see_the_same(team: Team) -> None:
    Team(team.cast, place=THERE)
    Team(team.cast, parties=(PartyData("甲", "", UUID(team.head.id)), PartyData("乙")))
    appoint(team.id, team.chosen, actor=team.head)
    recuse(team.id, actor=team.mediator)
    for role in CAST:
        viewer = getattr(team.cast, role)
        seen = set(Mediation.objects.filter(scope(viewer)).order_by("id").values_list("id", flat=True))
        rows = Mediation.objects.order_by("id")
        assert seen == {row.id for row in rows if relations(viewer, facts_of(row))}, role


def test_events_tell_nothing_and_words_are_sealed(team: Team) -> None:
    team.to_session()
    take_statement(team.id, "我还欠着别人的钱。", actor=team.mediator)
    events = EventRecord.objects.filter(subject=team.id).order_by("id")
    assert set(events.values_list("compartment", flat=True)) == {"mediation"}
    allowed = {"origin", "action", "before", "after", "deed"}
    assert all(set(data) <= allowed for data in events.values_list("data", flat=True))
    stored = b"".join(bytes(text or b"") for text in Step.objects.values_list("text", flat=True))
    stored += bytes(Mediation.objects.get(pk=team.id).summary)
    stored += b"".join(bytes(one.name) for one in Party.objects.all())
    for word in ("欠着", "弹琴", "丁芸"):
        assert word.encode() not in stored


def test_a_party_reads_no_statements_and_each_look_is_recorded(team: Team) -> None:
    team.to_session()
    take_statement(team.id, "私下的话。", actor=team.mediator)
    found = detail(team.number, viewer=team.parties[1])
    assert found.steps == () and all(not one.contact for one in found.parties if one != found.me)
    assert not any(party_code(one.id) in str(found) for one in found.parties)
    assert Look.objects.filter(subject=team.id, purpose="mediation").count() == 1
    assert code_of(lambda: paper(team.number, Paper.RECORD, viewer=team.parties[1])) == "not_found"


def test_number_and_code_open_it_for_one_party(team: Team) -> None:
    party = holder_of(team.number.lower(), team.receipt.code)
    assert party == team.parties[0]
    assert code_of(lambda: holder_of(team.number, "ABCDEFGH")) == "wrong_party_code"
    other = Team(team.cast)
    assert code_of(lambda: holder_of(other.number, team.receipt.code)) == "wrong_party_code"
    assert party_code(UUID(team.parties[1].id)) != team.receipt.code


def test_rates_are_of_the_whole_town_and_not_of_few(team: Team) -> None:
    team.to_agreement()
    assert (sums().settled, sums().success) == (1, None)
    for _ in range(4):
        Team(team.cast).to_agreement()
    assert sums().success == 100.0


# --- agreement and papers -------------------------------------------------------------------------


@pytest.mark.parametrize("lacks", list(TERMS))
def test_a_missing_content_is_named_and_nothing_is_concluded(team: Team, lacks: str) -> None:
    team.to_session()
    draft_agreement(team.id, TERMS | {lacks: " "}, actor=team.mediator, perform_by=date(2030, 1, 1))
    with pytest.raises(Problem) as caught:
        conclude(team.id, actor=team.mediator, oral=True)
    assert caught.value.code == "agreement_content_missing" and caught.value.facts["codes"] == [lacks]
    assert Mediation.objects.get(pk=team.id).state == State.IN_SESSION


def test_a_new_wording_is_signed_anew(team: Team) -> None:
    team.to_session()
    by = date(2030, 1, 1)
    draft_agreement(team.id, TERMS, actor=team.mediator, perform_by=by)
    for party in team.parties:
        sign(team.id, UUID(party.id), 1, actor=party)
    draft_agreement(team.id, TERMS | {"terms": "二十时以后不弹琴。"}, actor=team.mediator, perform_by=by)
    assert code_of(lambda: conclude(team.id, actor=team.mediator)) == "agreement_unsigned"
    first = team.parties[0]
    assert code_of(lambda: sign(team.id, UUID(first.id), 1, actor=first)) == "agreement_unsigned"


def test_the_papers_open_and_hold_everything(team: Team) -> None:
    team.to_agreement()
    text = text_of(docx(paper(team.number, Paper.AGREEMENT, viewer=team.mediator)))
    for words in (team.number, "丁芸", "霍山", "邻里纠纷", *TERMS.values(), "第二十九条", "印章"):
        assert words in text
    joint = text_of(docx(paper(team.number, Paper.CONFIRMATION, viewer=team.parties[0])))
    assert "三十" in text and "二百零五条" in joint and TERMS["terms"] in joint
    for one in after_end(State.AGREED, False):
        assert team.number in text_of(docx(paper(team.number, one, viewer=team.mediator)))


def test_two_hundred_mutated_agreements_lose_nothing() -> None:
    chance = random.Random(29)
    signs = "甲乙<>&\"'{}%\n\t\x00\x0b\u202e\ud800😀，。"
    for _ in range(200):
        contents = {
            name: "".join(chance.choice(signs) for _ in range(chance.randrange(0, 40))) for name in TERMS
        }
        lacks = missing(contents)
        assert set(lacks) >= {"parties", "by"}
        blank = ("number", "applicant", "respondent", "kind", "signatures", "mediator", "today", "by")
        facts = dict.fromkeys(blank, "") | contents
        found = text_of(docx(compose(Paper.AGREEMENT, facts)))
        bad = ("\x00", "\x0b", "\ud800")
        for text in contents.values():
            for line in text.splitlines():
                assert "".join(sign for sign in line if sign not in bad) in found
    assert set(TEMPLATES) == set(Paper)


# --- pages ----------------------------------------------------------------------------------------


def test_a_resident_asks_and_follows_in_the_browser(team: Team, client: Any) -> None:
    page = client.get("/mediation/")
    sent = {"draft": str(uuid4()), "kind": "neighbours", "place": HERE, "summary": SECRET, "name": "丁芸",
            "contact": "13900000001", "other": "霍山"}  # fmt: skip
    assert page.status_code == 200
    receipt = client.post("/mediation/", sent).context["receipt"]
    assert client.get(f"/mediation/{receipt.number}/").status_code == 404
    client.post("/mediation/open/", {"number": receipt.number, "code": receipt.code})
    assert SECRET in client.get(f"/mediation/{receipt.number}/").content.decode()
    client.post(f"/mediation/{receipt.number}/do/refuse/")
    assert Mediation.objects.get(number=receipt.number).state == State.REFUSED
    assert client.get(f"/mediation/{receipt.number}/paper/refusal/").status_code == 200
    printed = client.get(f"/mediation/{receipt.number}/paper/refusal/?print=yes").content.decode()
    assert "终止调解通知书" in printed and "霍山" in printed
    assert client.post("/mediation/", {**sent, "other": ""}).status_code == 422
    assert 'type="checkbox" name="warned"' not in page.content.decode()  # asked only where it matters
    hard = {**sent, "draft": str(uuid4()), "summary": "隔壁的丈夫又在动手打她，晚上听见哭喊。"}
    assert 'type="checkbox" name="warned"' in client.post("/mediation/", hard).content.decode()
    assert client.post("/mediation/", {**hard, "warned": "on"}).context["receipt"]


def test_the_team_leads_it_on_the_desk(team: Team, sign_in: Any) -> None:
    head = sign_in("community_worker")
    at = f"/desk/mediations/{team.number}/"
    assert team.number in head.get("/desk/mediations/").content.decode()
    head.post(f"{at}do/accept/", {"version": 1})
    for party in team.parties:
        head.post(f"{at}do/consent/", {"party": party.id})
    mine = next(one.id for one in roster() if str(one.account) == team.head.id)
    head.post(f"{at}do/appoint/", {"mediator": str(mine)})
    head.post(f"{at}do/schedule/", {"step-at": "2099-01-01T10:00", "step-mode": "open"})
    head.post(f"{at}do/open/", {})
    assert head.post(f"{at}do/conclude/").status_code == 422
    terms = {f"agreement-{name}": text for name, text in TERMS.items()} | {"agreement-by": "2099-02-01"}
    head.post(f"{at}do/draft/", terms | {"agreement-way": ""})
    refused = head.post(f"{at}do/conclude/")  # names what is missing and empties nothing
    assert refused.status_code == 422 and TERMS["terms"] in refused.content.decode()
    assert refused.context["agreement_form"]["terms"].value() == TERMS["terms"]
    assert (
        'value="2099-02-01"' in refused.content.decode()
        and 'value="2099-02-01"' in head.get(at).content.decode()
    )
    head.post(f"{at}do/draft/", terms)
    assert Agreement.objects.get(pk=team.id).edition == 2
    for party in team.parties:
        head.post(f"{at}do/sign/", {"party": party.id})
    assert head.post(f"{at}do/conclude/").status_code == 302
    assert Mediation.objects.get(pk=team.id).state == State.AGREED
    assert head.get(at).status_code == 200
    assert head.get("/desk/mediations/new/").status_code == 200


# --- the built-in town ----------------------------------------------------------------------------


def test_the_built_in_town_has_mediations_at_every_stage() -> None:
    pack = open_pack(Path(__file__).parents[3] / "packs/shancheng")
    people.load_demo(pack, "linli-demonstration")
    assert load_demo(pack).created == 8
    assert load_demo(pack).created == 0
    states = set(Mediation.objects.order_by("id").values_list("state", flat=True))
    assert states == {
        "requested", "accepted", "scheduled", "in_session", "refused", "failed", "confirmed", "performed",
    }  # fmt: skip
    assert len(roster()) == 3
