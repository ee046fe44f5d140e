# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: PDF and DOCX, the whole file, wordings, signatures, scans, letters, the court's package."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import openpyxl
import pytest
from PIL import Image

from linli.disputes.commands import (
    allow_handover,
    hand_over,
    move_mediation,
    scan_paper,
    sign,
    write_letter,
    write_wording,
)
from linli.disputes.events import Moved
from linli.disputes.handlers import invite
from linli.disputes.models import Mediation, Sheet, Signature
from linli.disputes.queries import (
    detail,
    paper,
    party_code,
    sheet,
    statement_of,
    subsidy_list,
    whole_file,
    wording_of,
)
from linli.disputes.rules.agreement import picture
from linli.disputes.rules.papers import LAW, NEEDS, TEMPLATES, check_wording, wording
from linli.disputes.testing import Team
from linli.disputes.vocab import Action, Paper
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.drawing import drawing
from linli.kernel.events import Letter
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform import pdf, signing
from linli.platform.outbox.models import Message

STROKES = "M10 20L30 40L60 20M100 20L100 90"


def problem_of(call: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


# --- wordings: pure -------------------------------------------------------------------------------


@pytest.mark.parametrize("which", Paper)
def test_what_linli_brings_holds_what_the_law_asks_for(which: Paper) -> None:
    assert check_wording(which, wording(which)) == wording(which)


@pytest.mark.parametrize("lacks", LAW)
def test_a_content_that_is_left_out_is_named_with_its_line(lacks: str) -> None:
    text = "\n".join(line for line in TEMPLATES[Paper.AGREEMENT] if f"{{{lacks}}}" not in line)
    problem = problem_of(lambda: check_wording(Paper.AGREEMENT, text))
    assert problem.code == "paper_wording_lacks" and problem.facts["name"] == lacks
    assert f"{{{lacks}}}" in TEMPLATES[Paper.AGREEMENT][problem.facts["line"] - 1]


@pytest.mark.parametrize(
    "bad", ["{parties.__class__}", "{0}", "{terms", "terms}", "{}", "{terms!r}", "{{terms}}"]
)
def test_what_stands_in_braces_is_a_name_or_a_problem_with_its_line(bad: str) -> None:
    problem = problem_of(lambda: check_wording(Paper.AGREEMENT, f"{wording(Paper.AGREEMENT)}\n{bad}"))
    assert problem.code == "paper_wording_unknown"
    assert problem.facts["line"] == len(TEMPLATES[Paper.AGREEMENT]) + 1


def test_only_strokes_are_a_drawn_signature() -> None:
    assert drawing(STROKES) == STROKES and STROKES in picture(STROKES)
    for bad in ("", "M1 2", 'M1 2L3 4"/><script>', "M1 2L3 4z", "M1 2L3 4" * 4000):
        assert drawing(bad) == ""


def test_the_towns_seal_holds_for_what_it_sealed_and_for_nothing_else() -> None:
    evidence = signing.TOWN.seal(b"a")
    assert signing.TOWN.holds(b"a", evidence) and not signing.TOWN.holds(b"b", evidence)
    told = json.loads(evidence)
    for bad in ("", "{}", "[]", evidence[:-9], json.dumps(told | {"at": "2020-01-01"})):
        assert not signing.TOWN.holds(b"a", bad)


# --- one quarrel, its papers ------------------------------------------------------------------------


@pytest.fixture
def team(cast: Any) -> Team:
    return Team(cast)


pytestmark = pytest.mark.django_db


class Elsewhere:
    """A signature service with a page of its own."""

    name = "elsewhere"

    def page(self, statement: bytes, back: str) -> str:
        return "https://sign.example/"

    def seal(self, statement: bytes) -> str:
        return f"sealed:{statement.hex()}"

    def holds(self, statement: bytes, evidence: str) -> bool:
        return evidence == self.seal(statement)


def test_a_drawn_signature_is_sealed_and_breaks_when_the_wording_changes(team: Team) -> None:
    team.to_agreement(drawn=STROKES)
    row = Signature.objects.filter(party=UUID(team.parties[0].id)).get()
    assert STROKES.encode() not in bytes(row.drawn)
    found = detail(team.number, viewer=team.parties[0])
    assert [one.party for one in found.signatures] == [1, 2, 0]
    assert all(one.holds for one in found.signatures) and found.signatures[0].drawn == STROKES
    Mediation.objects.filter(pk=team.id).update(number="M2026-999999-9")
    assert not any(one.holds for one in detail("M2026-999999-9", viewer=team.parties[0]).signatures)


def test_an_outside_service_signs_on_its_own_page(team: Team, client: Any) -> None:
    team.to_draft()
    service = Elsewhere()
    signing.use(service)
    try:
        one = UUID(team.parties[0].id)
        assert problem_of(lambda: sign(team.id, one, 1, actor=team.parties[0], evidence="forged")).code == (
            "signature_does_not_hold"
        )
        at = f"/mediation/{team.number}/"
        client.post("/mediation/open/", {"number": team.number, "code": team.receipt.code})
        said = {"edition": 1, "read": "yes"}
        assert client.post(f"{at}do/sign/", said)["Location"] == "https://sign.example/"
        agreement = detail(team.number, viewer=team.parties[0]).agreement
        assert agreement is not None
        evidence = service.seal(statement_of(agreement.digest, one))
        assert client.post(f"{at}do/sign/", said | {"evidence": evidence})["Location"] == at
        assert Signature.objects.get(party=one).service == "elsewhere"
    finally:
        signing.use(signing.TOWN)
    assert "elsewhere" in {one.service for one in detail(team.number, viewer=team.parties[0]).signatures}


def test_every_paper_is_a_pdf_and_the_file_one_with_pages(team: Team, sign_in: Any) -> None:
    team.to_agreement(drawn=STROKES)
    scan_paper(team.id, Paper.AGREEMENT, photo(), actor=team.mediator)
    page = sign_in("grid_worker")
    for which in (Paper.AGREEMENT, Paper.REGISTER):
        made = page.get(f"/mediation/{team.number}/paper/{which}/?as=pdf")
        assert made["Content-Type"] == "application/pdf" and pdf.pages(made.content) == 1, which
        assert made["Cache-Control"] == "no-store"
    papers = detail(team.number, viewer=team.mediator).papers
    whole = whole_file(team.number, viewer=team.mediator)
    assert pdf.pages(whole) == 2 + len(papers) - 1 + 1  # cover, catalogue, each but that, the scan
    assert page.get(f"/desk/mediations/{team.number}/").status_code == 200
    assert page.get(f"/desk/mediations/{team.number}/file/").status_code == 200


def test_a_scan_is_sealed_and_the_teams_alone(team: Team, sign_in: Any) -> None:
    page = sign_in("community_worker")
    at = f"/desk/mediations/{team.number}/"
    for name, content, status in (("a.png", photo(), 302), ("a.txt", b"hello", 415)):
        upload = io.BytesIO(content)
        upload.name = name
        assert page.post(f"{at}scan/", {"which": "record", "scan": upload}).status_code == status
    assert page.post(f"{at}scan/", {"which": "record"}).status_code == 422
    row = Sheet.objects.get()
    assert b"JFIF" not in bytes(row.content)
    assert (
        page.get(f"{at}sheet/1/").content[:2] == b"\xff\xd8"
        and page.get(f"{at}sheet/2/").status_code == 404
    )
    for viewer in (team.parties[0], team.cast.operator, team.cast.coordinator):
        assert problem_of(lambda viewer=viewer: sheet(team.number, 1, viewer=viewer)).code == "not_found"
        assert problem_of(lambda viewer=viewer: whole_file(team.number, viewer=viewer)).code == "not_found"


def test_nothing_goes_to_court_before_every_party_allowed_it(team: Team) -> None:
    team.to_agreement()

    def go(actor: Actor) -> bytes:
        return hand_over(team.number, team.id, actor=actor)

    one, two = team.parties
    allow_handover(team.id, UUID(one.id), True, actor=one)
    assert problem_of(lambda: go(team.mediator)).code == "handover_no_consent"
    assert problem_of(lambda: allow_handover(team.id, UUID(two.id), True, actor=one)).code == "forbidden"
    allow_handover(team.id, UUID(two.id), True, actor=two)
    for viewer in (one, team.cast.coordinator, team.cast.far_worker):
        assert problem_of(lambda viewer=viewer: go(viewer)).code == "not_found"
    with zipfile.ZipFile(io.BytesIO(go(team.mediator))) as package:
        names = package.namelist()
        told = json.loads(package.read("mediation.json"))
        tree = ElementTree.fromstring(package.read("mediation.xml"))
    assert names == [
        "1-application.pdf",
        "2-agreement.pdf",
        "3-confirmation.pdf",
        "mediation.json",
        "mediation.xml",
    ]
    assert told["agreement"]["contents"]["terms"] == tree.findtext("agreement/contents/terms")
    assert [party["name"] for party in told["parties"]] == ["丁芸", "霍山"] and len(told["files"]) == 3
    assert "13900000001" not in json.dumps(told)
    allow_handover(team.id, UUID(two.id), False, actor=two)
    assert problem_of(lambda: go(team.mediator)).code == "handover_no_consent"


def test_a_wording_has_editions_and_papers_keep_that_of_their_day(team: Team, sign_in: Any) -> None:
    team.to_agreement()
    coordinator = team.cast.coordinator
    text = wording(Paper.AGREEMENT).replace("人民调解协议书", "山城区人民调解协议书")
    assert problem_of(lambda: write_wording(Paper.AGREEMENT, text, actor=team.head)).code == "forbidden"
    assert write_wording(Paper.AGREEMENT, text, actor=coordinator) == 1
    assert write_wording(Paper.AGREEMENT, text, actor=coordinator) == 1  # the same is no edition
    assert wording_of(Paper.AGREEMENT).edition == 1
    assert paper(team.number, Paper.AGREEMENT, viewer=team.mediator)[0] == "人民调解协议书"
    later = Team(team.cast)
    later.to_agreement()
    assert paper(later.number, Paper.AGREEMENT, viewer=team.mediator)[0] == "山城区人民调解协议书"
    page = sign_in("coordinator")
    at = "/desk/mediations/papers/agreement/"
    assert "山城区人民" in page.get(at).content.decode()
    assert "山城区人民" not in page.get(f"{at}?edition=0").content.decode()
    assert page.post(at, {"text": text, "try": "yes"}).content.startswith(b"%PDF-")
    refused = page.post(at, {"text": text.replace("{terms}", "")})
    assert refused.status_code == 422 and "8" in refused.content.decode()
    assert page.post(at, {"text": f"{text}\n本区统一文本。"}).status_code == 302
    assert wording_of(Paper.AGREEMENT).edition == 2 and set(NEEDS) == set(Paper)


def test_a_code_goes_to_its_party_and_never_to_the_mediator(team: Team, sign_in: Any) -> None:
    Team(team.cast, parties=team.new.parties[::-1])  # the one without a contact asks
    move_mediation(team.id, Action.ACCEPT, actor=team.head)
    event = Moved("accept", "requested", "accepted")
    for mediation in Mediation.objects.order_by("requested_at"):
        letter = Letter(event, mediation.id, 2, "", clock.now(), "live")
        invite(letter)
        invite(letter)
    message = Message.objects.get(template="disputes.invite")
    assert team.number not in message.body and "丁芸" not in message.body
    page = sign_in("community_worker")
    at = f"/desk/mediations/{team.number}/"
    shown = page.get(at).content.decode()
    assert not any(party_code(UUID(party.id)) in shown for party in team.parties)
    assert page.post(f"{at}letter/2/").content.startswith(b"%PDF-")
    for viewer in (team.mediator, team.parties[0]):
        refused = problem_of(lambda viewer=viewer: write_letter(team.number, team.id, 2, actor=viewer))
        assert refused.code == "not_found"
    Mediation.objects.filter(pk=team.id).update(mediator=team.enrolled_head)
    assert problem_of(lambda: write_letter(team.number, team.id, 2, actor=team.head)).code == (
        "mediator_reads_no_code"
    )


def test_the_list_that_pays_mediators_names_no_party(team: Team, sign_in: Any) -> None:
    team.to_agreement()
    Team(team.cast)
    year = places.today().year
    made = openpyxl.load_workbook(io.BytesIO(subsidy_list(year, viewer=team.head)))
    rows = list(made.active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][1] == team.number and rows[1][8] == "书面"
    assert not any("丁芸" in str(cell) for row in rows for cell in row)
    empty = openpyxl.load_workbook(io.BytesIO(subsidy_list(year - 1, viewer=team.head)))
    assert empty.active.max_row == 1
    for viewer in (team.mediator, team.cast.coordinator, team.parties[0]):
        assert problem_of(lambda viewer=viewer: subsidy_list(year, viewer=viewer)).code == "not_found"
    assert sign_in("community_worker").get("/desk/mediations/").content.decode().count(f"list/{year}/") == 1
