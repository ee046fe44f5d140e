# SPDX-License-Identifier: AGPL-3.0-or-later
"""The promises of docs/ethics.md that are guarded nowhere else."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from PIL import Image

from linli.cases.commands import ReporterData, note_case, rate_case, release_case
from linli.cases.models import Case, Reporter
from linli.cases.queries import CaseFilter, case_detail, public_case, public_list
from linli.cases.queries.export import COLUMNS, export_rows
from linli.cases.rules import COURSE
from linli.cases.testing import a_case, a_case_in, act, state_of
from linli.cases.vocab import Action, Channel, Kind, See, Solved, State
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.platform.access.headers import CONTENT
from linli.platform.files.check import clean
from linli.triage import public as triage
from linli.triage.models import Example

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "linli").rglob("*.html"))
NAME, NUMBER = "张三丰", "+8613900000009"
GRID, COMMUNITY = "509901001002003", "509901001002"
SOMEBODY = ReporterData(name=NAME, contact=NUMBER)


# --- people are not measured -------------------------------------------------------------------


def test_nothing_is_installed_that_recognises_people() -> None:
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", locked, re.MULTILINE)
    assert len(names) > 30, "the lock file is read"
    watching = re.compile(r"face|dlib|opencv|mediapipe|yolo|torch|tensorflow|geoip|fingerprint|track")
    # OpenCV comes with the reader of print; that nothing of ours uses it is the next test.
    assert [name for name in names if watching.search(name)] == ["opencv-python-headless"]


def test_nothing_of_ours_looks_for_faces() -> None:
    finding = re.compile(r"\bcv2\b|CascadeClassifier|Face(Detector|Recognizer|mark)|haarcascade")
    for path in (ROOT / "linli").rglob("*.py"):
        assert not re.search(r"^\s*(import|from) cv2", path.read_text("utf-8"), re.MULTILINE), path
        if "tests" not in path.parts:
            assert not finding.search(path.read_text("utf-8")), path


def test_a_photo_keeps_neither_place_nor_camera() -> None:
    image, out = Image.new("RGB", (64, 48), (30, 107, 82)), io.BytesIO()
    tags = Image.Exif()
    tags[0x010F] = "A camera that tells its name"
    tags.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 0.0), 3: "E", 4: (106.0, 33.0, 0.0)})
    image.save(out, "JPEG", exif=tags, comment=b"taken at home")
    assert Image.open(out).getexif().get_ifd(0x8825), "the photo that is sent has a place"
    kept = clean(out.getvalue())
    assert b"camera" not in kept.content and b"taken at home" not in kept.content
    assert not dict(Image.open(io.BytesIO(kept.content)).getexif())


def test_a_page_asks_nobody_else() -> None:
    for path in TEMPLATES:
        assert not re.search(r"(?:src|srcset|action)=[\"']?(?:https?:)?//", path.read_text("utf-8")), path
    assert not [rule for rule in CONTENT.values() if re.search(r"https?:|\*", rule)]


def test_no_model_keeps_what_a_person_believes_or_belongs_to() -> None:
    told = re.compile(r"belie|relig|faith|party|member|ethnic|politic|nation", re.IGNORECASE)
    for name in ("people.Account", "people.Contact", "people.Post", "cases.Reporter"):
        fields = [field.name for field in apps.get_model(name)._meta.get_fields()]
        assert not [field for field in fields if told.search(field)], name


# --- personal data -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_matter_needs_neither_name_nor_account() -> None:
    receipt = a_case()
    assert receipt.number and receipt.code
    assert not Reporter.objects.filter(case=receipt.id).exists()


@pytest.mark.django_db
def test_name_and_contact_lie_sealed() -> None:
    row = Reporter.objects.values().get(case=a_case(reporter=SOMEBODY).id)
    held = b"".join(bytes(value) for value in row.values() if isinstance(value, memoryview | bytes))
    assert held
    for secret in (NAME, NUMBER, NUMBER[3:]):
        assert secret.encode() not in held
        assert secret not in str({key: value for key, value in row.items() if isinstance(value, str)})


@pytest.mark.django_db
def test_an_export_holds_no_name_and_no_contact() -> None:
    a_case(reporter=SOMEBODY)
    rows = str(list(export_rows(CaseFilter(), viewer=SYSTEM)))
    assert NAME not in rows and NUMBER[3:] not in rows
    assert not {"name", "contact", "reporter", "account"} & set(COLUMNS)


# --- the public sees matters, not people -------------------------------------------------------


@pytest.mark.django_db
def test_the_public_reads_no_words_before_they_are_released() -> None:
    receipt = a_case(text="王奶奶家门口的路灯坏了。", place=GRID, address="和平街 12 号")
    seen = public_case(receipt.number)
    assert (seen.text, seen.line.title, seen.line.address, seen.line.point) == ("", "", "", None)
    assert seen.line.place.code == COMMUNITY
    assert public_list(CaseFilter(q="王奶奶")).lines == []
    release_case(receipt.id, actor=SYSTEM, text=True)
    assert "王奶奶" in public_case(receipt.number).text
    assert [line.number for line in public_list(CaseFilter(q="王奶奶")).lines] == [receipt.number]


@pytest.mark.django_db
def test_asking_by_grid_tells_no_more_than_the_community() -> None:
    a_case(place=GRID)
    other = a_case(place="509901001002005")
    asked = public_list(CaseFilter(place=GRID)).lines
    assert other.number in [line.number for line in asked]
    assert {line.place.code for line in asked} == {COMMUNITY}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.WRONGDOING, Kind.PETITION])
def test_wrongdoing_and_petitions_are_listed_nowhere(kind: Kind) -> None:
    receipt = a_case(kind=kind)
    release_case(receipt.id, actor=SYSTEM, text=True)
    assert public_list(CaseFilter(kind=kind.value)).lines == []
    with pytest.raises(Problem, match="not_found"):
        public_case(receipt.number)


# --- fairness to who complains -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("action", [Action.VERIFY, Action.REWORK])
def test_whoever_handled_it_does_not_check_it(cast: Any, action: Action) -> None:
    receipt = a_case_in(State.RESOLVED)
    with pytest.raises(Problem, match="handler_cannot_check"):
        act(receipt.id, action, actor=cast.handler)
    assert state_of(receipt.id) is State.RESOLVED


@pytest.mark.django_db
def test_a_handler_sees_no_single_rating(cast: Any) -> None:
    receipt = a_case_in(State.RESOLVED)
    before = case_detail(receipt.number, viewer=cast.handler)
    rate_case(receipt.id, actor=SYSTEM, contacted=False, solved=Solved.NO, satisfied=1, text="态度很差")
    after = case_detail(receipt.number, viewer=cast.handler)
    assert "态度很差" not in str(after)
    added = [step for step in after.thread if step.seq > before.thread[-1].seq]
    assert not any(step.text or step.facts for step in added)


def test_not_solved_leads_back_from_every_end_that_claims_success() -> None:
    for state in (State.RESOLVED, State.VERIFIED, State.CLOSED):
        assert COURSE.after(state, Action.REOPEN) is State.REOPENED


# --- machines suggest, people decide -----------------------------------------------------------


@pytest.mark.django_db
def test_the_reader_suggests_and_changes_nothing() -> None:
    case = Case.objects.get(pk=a_case(category=None, place=None).id)
    assert case.suggestion["categories"], "the reader has something to say"
    assert case.category_id is None
    assert case.state == State.RECEIVED
    intake = people.responsible(None, None, case.received_at.date()).unit
    assert case.unit_id == intake.id


@pytest.mark.django_db
def test_what_the_reader_learns_is_masked_and_can_be_forgotten() -> None:
    about = "case:promise"
    text = "请打 13900000009 或写信到 zhang@example.org，路灯坏了。"
    triage.learn(text, kind="help", category="cityscape.lighting.street", place=COMMUNITY, about=about)
    kept = Example.objects.get(about=about).text
    assert "139" not in kept and "example.org" not in kept and "路灯" in kept
    assert triage.forget(about) == 1
    assert not Example.objects.filter(about=about).exists()


# --- nobody is left out ------------------------------------------------------------------------


@pytest.mark.django_db
def test_there_is_a_way_without_a_screen(client: Any, cast: Any) -> None:
    for page in ("/", "/report/", "/track/", "/nearby/", "/promise/"):
        assert "tel:12345" in client.get(page).content.decode(), page
    for channel in (Channel.PHONE, Channel.COUNTER, Channel.PAPER):
        receipt = a_case(actor=cast.operator, channel=channel)
        assert case_detail(receipt.number, viewer=cast.operator).line.channel == channel


@pytest.mark.django_db
def test_internal_words_stay_inside() -> None:
    receipt = a_case(reporter=SOMEBODY)
    note_case(receipt.id, "这只是内部备注", See.INTERNAL, actor=SYSTEM)
    release_case(receipt.id, actor=SYSTEM, text=True)
    assert "内部备注" not in str(public_case(receipt.number))
    assert isinstance(receipt.id, UUID)
