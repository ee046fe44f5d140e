# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for another through every storey: what it opens, what it never does, and that it ends at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import pages, photo

from linli.cases.commands import ReporterData, move_case, note_case, rate_case
from linli.cases.models import Case, Reporter
from linli.cases.policy import Facts, Relation, may, relations
from linli.cases.queries import case_detail, own_list
from linli.cases.testing import a_case
from linli.cases.vocab import Action, Deed, Hard, Kind, See, Solved
from linli.disputes.models import Mediation
from linli.fieldwork.commands import sign_up
from linli.fieldwork.testing import doors
from linli.fieldwork.vocab import Rhythm
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor, Behalf
from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people.commands import (
    NewMandate,
    accept_mandate,
    close_account,
    end_mandate,
    give_mandate,
    take_mandate,
)
from linli.people.models import Mandate, MandateAct
from linli.people.queries import acts_of, copy_of_mandates, mandate_of, mandates_by_contact
from linli.people.queries.acting import acting
from linli.people.rules import latest_day, may_be_given
from linli.people.testing import Cast, a_contact, enter, nights_of_retention
from linli.people.vocab.mandates import HELPERS, Consented, EndedBy, HelperKind, scopes
from linli.places import public as places
from linli.platform.access import PUBLIC, STAFF
from linli.platform.access.models import Look
from linli.platform.outbox.models import Message

PERSON, HELPER = "+8613900015001", "+8613900015002"
STROKES = "M10 10L20 30L40 10"


def known(cast: Cast) -> tuple[Actor, Actor]:
    """A person and a helper, each known by a number."""
    a_contact(cast.player("resident").account, PERSON)
    a_contact(cast.player("other_resident").account, HELPER)
    return cast.resident, cast.other_resident


def a_new(*what: str, kind: HelperKind = HelperKind.FAMILY, days: int = 30, **changes: Any) -> NewMandate:
    until = places.today() + timedelta(days=days)
    facts = {"person_name": "林奶奶", "helper_name": "林小雨", "helper": HELPER, **changes}
    return NewMandate(kind=kind, scopes=frozenset(what or ("matters",)), until=until, **facts)


def acts_for(cast: Cast, *what: str, **changes: Any) -> tuple[UUID, Callable[[], Actor]]:
    """A mandate that was taken on, and the helper by it as of the moment of asking."""
    person, helper = known(cast)
    mandate = give_mandate(a_new(*what, **changes), actor=person)
    accept_mandate(mandate, actor=helper)
    return mandate, lambda: acting(helper, str(mandate))


def refused(do: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as error:
        do()
    return error.value.code


def bring(actor: Actor, **changes: Any) -> Any:
    return a_case(actor, reporter=ReporterData(account=UUID(actor.person("matters"))), **changes)


@given(
    st.sampled_from(HelperKind), st.sets(st.sampled_from(["matters", "taking_part", "visits", "votes"])),
    st.integers(-40, 500), st.integers(0, 70),
)  # fmt: skip
def test_nothing_is_given_beyond_what_its_kind_allows(
    kind: HelperKind, what: set[str], days: int, count: int
) -> None:
    today, rule = date(2027, 1, 31), HELPERS[kind]
    until = today + timedelta(days=days)
    if may_be_given(kind, what, until, today, known={"matters", "taking_part", "visits"}, people=count):
        assert what and "votes" not in what and not what & rule.never
        assert today <= until <= latest_day(kind, today) and count < rule.people


NAMES = st.sampled_from(["", "ann", "bob"])


@given(
    reporter=NAMES, person=NAMES, scopes=st.frozensets(st.sampled_from(["matters", "own_matters", "x"])),
    begun=st.booleans(), restricted=st.booleans(), hard=st.sampled_from(["", *Hard]),
    about=st.sampled_from(["", "a/", "a/b/"]), unit=st.sampled_from(["", "a/", "a/b/", "c/"]),
    leads=st.sampled_from(["c/", "c/d/"]),
)  # fmt: skip
@settings(max_examples=300)
def test_a_helper_is_the_reporter_or_nothing(
    reporter: str, person: str, scopes: frozenset[str], begun: bool, restricted: bool, hard: str,
    about: str, unit: str, leads: str,
) -> None:  # fmt: skip
    facts = Facts("x", Kind.HELP, "p/", leads, about, restricted, hard, reporter=reporter)
    units = (unit,) if unit else ()
    actor = Actor("mandate", "m", behalf=Behalf(person, scopes, units, frozenset({"x"} if begun else ())))
    found = relations(actor, facts)
    assert found <= {Relation.REPORTER}
    if found:
        assert reporter and reporter == person
        assert ("matters" in scopes and begun) or ("own_matters" in scopes and not restricted and not hard)
        assert not (about and unit.startswith(about))
    assert not may(actor, Deed.REACH, facts) and not may(actor, Deed.ERASE, facts)
    if unit and leads.startswith(unit):
        assert not may(actor, Deed.RATE, facts) and not may(actor, Action.WITHDRAW, facts)


def test_whoever_acts_opens_no_page_but_what_was_opened_to_it() -> None:
    everything = Behalf("p", frozenset({*scopes(), "made_up"}))
    admitted = {
        name
        for name, pattern in pages().items()
        if pattern.callback.policy is not PUBLIC
        and not name.startswith(("openrosa", "api-"))  # keys of their own
        and pattern.callback.policy.admits(Actor("mandate", "m", behalf=everything))
    }
    assert admitted == {"mine", "mandate", "mandate-stop", "propose", "proposal-do", "wish-end"}
    assert not STAFF.admits(Actor("mandate", "m", behalf=everything))


@pytest.mark.django_db
def test_a_grandson_reports_and_follows_for_her(client: Client, cast: Cast) -> None:
    mandate, _ = acts_for(cast)
    person, helper = cast.player("resident"), cast.player("other_resident")
    enter(client, helper.account)
    assert client.post(f"/me/mandates/{mandate}/act/").status_code == 302
    assert "林奶奶" in client.get("/report/").content.decode()
    tell = client.post("/report/", {"text": "楼道的灯坏了三天，天黑看不见台阶。"})
    draft = tell.context["form"].initial["draft"]
    sent = client.post(
        "/report/send/",
        {
            "draft": draft,
            "kind": "help",
            "place": "509901001002",
            "name": "别人",
            "contact": HELPER,
            "seen": "",
        },
        follow=True,
    )
    matter = Case.objects.get()
    page = sent.content.decode()
    assert matter.number in page and "matters" not in client.session
    assert case_detail(matter.number, viewer=person.actor).code not in page
    reporter = Reporter.objects.get()
    assert reporter.account_id == person.account
    told = Message.objects.filter(template="people.mandate_act")
    assert told.count() == 1 and "林小雨" in told.get().body
    assert matter.number in client.get("/mine/").content.decode()
    own = client.get(f"/matter/{matter.number}/").content.decode()
    assert "林小雨" in own
    assert client.get(f"/matter/{matter.number}/data/").status_code == 403
    # staff see who acted for whom, and the person sees who read what
    staff = case_detail(matter.number, viewer=cast.operator)
    assert staff.thread[0].helper and staff.thread[0].helper.name == "林小雨"
    assert "mandate" in set(Look.objects.values_list("subject_type", flat=True))
    assert [act.called for act in acts_of(mandate)] == [matter.number]
    done = client.post("/me/mandates/stop/", follow=True)
    assert matter.number in done.content.decode()
    assert matter.number not in client.get("/mine/").content.decode()  # oneself again


@pytest.mark.django_db
def test_after_it_was_ended_nothing_is_done_not_even_as_oneself(client: Client, cast: Cast) -> None:
    mandate, _ = acts_for(cast)
    enter(client, cast.player("other_resident").account)
    client.post(f"/me/mandates/{mandate}/act/")
    draft = client.post("/report/", {"text": "路灯坏了。"}).context["form"].initial["draft"]
    a_contact(cast.player("operator").account, "+8613900015003")
    end_mandate(mandate, EndedBy.PHONE, actor=cast.operator)
    sent = client.post(
        "/report/send/", {"draft": draft, "kind": "help", "place": "509901001002", "seen": ""}
    )
    assert sent.status_code == 403 and not Case.objects.exists()
    assert client.get("/mine/").status_code == 403
    assert Message.objects.filter(template="people.mandate_ended").count() == 2


@pytest.mark.django_db
def test_what_she_keeps_from_others_stays_hers(cast: Cast) -> None:
    _, helper = acts_for(cast, "matters", "own_matters")
    person = cast.resident
    mine = {"reporter": ReporterData(account=UUID(person.id))}
    open_, beaten = a_case(person, **mine), a_case(person, text="我丈夫昨晚又打我，我不敢回家。", **mine)
    wrong = a_case(person, kind=Kind.WRONGDOING, **mine)
    seen = [line.number for line in own_list(helper()).lines]
    assert seen == [open_.number]
    for hidden in (beaten, wrong):
        assert refused(lambda hidden=hidden: case_detail(hidden.number, viewer=helper())) == "not_found"
    assert len(own_list(person).lines) == 3 and not own_list(SYSTEM).lines
    only = give_mandate(a_new("matters"), actor=person)  # another scope replaces the first
    accept_mandate(only, actor=cast.other_resident)
    assert not own_list(acting(cast.other_resident, str(only))).lines
    assert Mandate.objects.filter(ended_by="replaced").count() == 1


@pytest.mark.django_db
def test_the_unit_complained_about_is_no_helper_and_the_one_that_handles_does_not_rate(cast: Cast) -> None:
    known(cast)
    a_contact(cast.player("handler").account, "+8613900015009")
    mandate = give_mandate(a_new("matters", "own_matters", helper="+8613900015009"), actor=cast.resident)
    accept_mandate(mandate, actor=cast.handler)
    mine = {"reporter": ReporterData(account=UUID(cast.resident.id))}
    against = a_case(cast.resident, about="d-lighting", **mine)
    theirs = a_case(cast.resident, **mine)
    helper = acting(cast.handler, str(mandate))
    assert [line.number for line in own_list(helper).lines] == [theirs.number]
    assert refused(lambda: note_case(against.id, "撤了吧", See.REPORTER, actor=helper)) == "not_found"
    move_case(theirs.id, Action.DISPATCH, actor=SYSTEM, unit="d-lighting")
    move_case(theirs.id, Action.RESOLVE, actor=SYSTEM, text="修好了。")
    rate = {"contacted": True, "solved": Solved.YES, "satisfied": 5}
    assert refused(lambda: rate_case(theirs.id, actor=helper, **rate)) == "handler_cannot_check"
    assert note_case(theirs.id, "谢谢", See.REPORTER, actor=helper)


@pytest.mark.django_db
def test_votes_are_hers_alone_and_the_refusal_names_the_law(client: Client, cast: Cast) -> None:
    mandate, helper = acts_for(cast, *scopes())
    enter(client, cast.player("other_resident").account)
    client.post(f"/me/mandates/{mandate}/act/")
    for name in ("vote-take", "general-vote-take", "opinions-take", "panel-enter"):
        assert not pages()[name].callback.policy.admits(helper())
    page = client.get("/me/")
    assert page.status_code == 403 and "居民委员会组织法" in page.content.decode()


@pytest.mark.django_db
def test_mediation_is_asked_for_and_read_but_never_consented_to(client: Client, cast: Cast) -> None:
    mandate, _ = acts_for(cast, "mediation")
    enter(client, cast.player("other_resident").account)
    client.post(f"/me/mandates/{mandate}/act/")
    data = {"draft": new_id(), "kind": "neighbours", "place": "509901001002", "name": "林奶奶",
            "summary": "楼上漏水，协商了几次没有结果。", "contact": HELPER,
            "other": "楼上", "other_contact": ""}  # fmt: skip
    page = client.post("/mediation/", data)
    row = Mediation.objects.get()
    shown = page.content.decode()
    assert page.status_code == 200 and row.number in shown and page.context["receipt"].code not in shown
    own = client.get(reverse("my-mediation", args=[row.number]))
    assert own.status_code == 200 and "漏水" in own.content.decode()
    looks = Look.objects.filter(subject=row.id).values_list("actor", flat=True)
    assert set(looks) == {f"mandate:{mandate}"}
    for deed in ("consent", "sign", "refuse", "erase"):
        assert client.post(reverse("my-mediation-do", args=[row.number, deed])).status_code == 403
    row.refresh_from_db()
    assert row.version == 1
    assert "disputes.requested" in MandateAct.objects.values_list("act", flat=True)


@pytest.mark.django_db
def test_taken_down_only_with_proof_by_a_third(cast: Cast) -> None:
    known(cast)
    taken = {"person": PERSON, "person_name": "林奶奶"}

    def take(way: Consented, actor: Actor | None = None, new: Any = None, **proof: Any) -> UUID:
        return take_mandate(a_new(**{**taken, **(new or {})}), way, actor=actor or cast.operator, **proof)

    assert refused(lambda: take(Consented.SIGNATURE)) == "needs_proof"
    assert refused(lambda: take(Consented.SIGNATURE, drawn="<svg onload=x>")) == "needs_proof"
    assert refused(lambda: take(Consented.PAPER)) == "needs_proof"
    assert refused(lambda: take(Consented.OWN)) == "forbidden"
    assert refused(lambda: take(Consented.CALLBACK, cast.handler)) == "forbidden"
    assert refused(lambda: take(Consented.CALLBACK, new={"person": "13900015077"})) == "not_known_before"
    assert refused(lambda: take(Consented.SIGNATURE, drawn=STROKES, new={"helper": PERSON})) == "invalid"
    a_contact(cast.player("grid_worker").account, "+8613900015008")
    own = {"new": {"helper": "13900015008"}, "drawn": STROKES}
    assert refused(lambda: take(Consented.SIGNATURE, cast.grid_worker, **own)) == "own_witness"
    made = take(Consented.CALLBACK)
    found = mandate_of(made, viewer=cast.resident)
    assert (found.channel, found.state) == ("phone", "offered")
    assert not acting(cast.other_resident, str(made)).behalf.person  # not before it is taken on
    assert refused(lambda: accept_mandate(made, actor=cast.resident)) == "not_found"
    unknown = take(
        Consented.SIGNATURE, drawn=STROKES, new={"person": "13900015066", "helper": "13900015067"}
    )
    assert mandate_of(unknown, viewer=cast.operator).drawn == STROKES
    assert refused(lambda: mandate_of(unknown, viewer=cast.handler)) == "not_found"
    assert refused(lambda: mandates_by_contact(PERSON, viewer=cast.auditor)) == "forbidden"


@pytest.mark.django_db
def test_at_the_counter_with_a_scan_and_ended_there(client: Client, cast: Cast, sign_in: Any) -> None:
    known(cast)
    browser = sign_in("operator")
    until = places.today() + timedelta(days=20)
    data = {"person": PERSON, "person_name": "林奶奶", "helper": HELPER,
            "helper_name": "林小雨", "kind": "family", "scopes": ["matters"], "until": until.isoformat(),
            "way": "paper",
            "paper": SimpleUploadedFile("zettel.jpg", photo(), "image/jpeg")}  # fmt: skip
    assert browser.post("/desk/mandates/new/", {**data, "until": "2001-01-01"}).status_code == 422
    data["paper"].seek(0)
    assert browser.post("/desk/mandates/new/", data).status_code == 302
    row = Mandate.objects.get()
    scan = browser.get(f"/me/mandates/{row.id}/paper/")
    assert row.paper_id and scan.status_code == 200 and b"".join(scan.streaming_content)
    listed = browser.post("/desk/mandates/", {"contact": PERSON}).content.decode()
    assert "林小雨" in listed
    assert browser.post(f"/desk/mandates/{row.id}/end/", {"how": "phone"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_by == "phone"


@pytest.mark.django_db
def test_it_runs_out_is_taken_along_and_goes(cast: Cast) -> None:
    mandate, helper = acts_for(cast, days=3)
    bring(helper())
    copy = copy_of_mandates(cast.resident)[0]
    assert copy["helper"] == "林小雨" and len(copy["acts"]) == 1  # type: ignore[arg-type]
    old = helper()
    with clock.standing_at(clock.now() + timedelta(days=5)):
        assert not helper().behalf.person
        assert refused(lambda: bring(old)) == "mandate_over"  # an actor from before is stopped as well
    nights_of_retention(timedelta(days=5 + 40 * 31))
    assert not Mandate.objects.filter(pk=mandate).exists()


@pytest.mark.django_db
def test_with_a_closed_account_it_ends(cast: Cast) -> None:
    mandate, helper = acts_for(cast)
    close_account(actor=cast.resident)
    assert not helper().behalf.person and not Mandate.objects.filter(pk=mandate).exists()


@pytest.mark.django_db
def test_a_helper_cannot_widen_what_was_given(cast: Cast) -> None:
    _, helper = acts_for(cast)
    wide = Actor("mandate", helper().id, behalf=Behalf(cast.resident.id, frozenset(scopes())))
    assert refused(lambda: sign_up(doors(1)[0], Rhythm.MONTH, actor=wide)) == "not_by_mandate"
    assert refused(lambda: give_mandate(a_new(), actor=helper())) == "sign_in"
    assert refused(lambda: end_mandate(UUID(wide.id), EndedBy.WEB, actor=wide)) == "not_found"


def test_ended_and_used_at_the_same_moment(committed: None) -> None:
    """Whichever comes first: never is anything written after the end was."""
    for delay in (0, 1, 2, 3):
        cast = Cast()
        Mandate.objects.all().delete()
        if delay == 0:
            known(cast)
        mandate = give_mandate(a_new(), actor=cast.resident)
        accept_mandate(mandate, actor=cast.other_resident)
        helper = acting(cast.other_resident, str(mandate))
        start, outcome = threading.Barrier(2), []

        def use(
            helper: Actor = helper, start: threading.Barrier = start, outcome: list[str] = outcome
        ) -> None:
            start.wait()
            try:
                outcome.append(bring(helper).number)
            except Problem as error:
                outcome.append(error.code)
            finally:
                connection.close()

        thread = threading.Thread(target=use)
        thread.start()
        start.wait()
        threading.Event().wait(delay / 60)
        end_mandate(mandate, EndedBy.WEB, actor=cast.resident)
        thread.join()
        row = Mandate.objects.get(pk=mandate)
        made = Case.objects.filter(number=outcome[0]).exists()
        acts = MandateAct.objects.filter(mandate=mandate)
        assert made is acts.exists() and (made or outcome == ["mandate_over"])
        assert row.ended_at is not None
        assert refused(lambda helper=helper: bring(helper)) == "mandate_over"
