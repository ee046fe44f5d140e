# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions of a place's own: on the page at the door and in ODK Collect; a new version loses nothing."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.fieldwork.commands import NewRound, end_sheet, make_sheet, plan_rounds, sign_up
from linli.fieldwork.commands.keeping import NOTE
from linli.fieldwork.models import Round, Stop, Visit, VisitPhoto, VisitSheet
from linli.fieldwork.queries import note_of, sheet_by_id, sheets_near
from linli.fieldwork.testing import GRID, doors
from linli.fieldwork.tests.test_visits import code_of, photo
from linli.fieldwork.vocab import Basis, Rhythm, Way
from linli.kernel.actor import SYSTEM
from linli.kernel.problem import Problem
from linli.places import public as places
from linli.platform import erasure
from linli.platform.forms.testing import instance_xml, survey_rows, workbook
from linli.platform.openrosa.devices import end_device, make_device

pytestmark = pytest.mark.django_db
COMMUNITY = "509901001002"
YES = [["list_name", "name", "label"], ["yn", "y", "是"], ["yn", "n", "否"]]


def sheet_rows(*more: Any) -> bytes:
    rows = survey_rows(
        ["select_one yn", "dog", "家里养狗吗？"],
        ["integer", "dogs", "几只？", "${dog} = 'y'", "", ". > 0"],
        ["image", "hall", "楼道照片"],
        *more,
    )
    return workbook(rows, YES, [["form_title"], ["养犬"]])


FIRST = sheet_rows()


def a_sheet(actor: Any, content: bytes | None = None) -> UUID:
    return make_sheet("dogs", {"zh-Hans": "养犬"}, COMMUNITY, content or FIRST, actor=actor)


def stops(cast: Any, sheet: UUID | None, count: int = 3) -> list[UUID]:
    for door in doors(count):
        sign_up(door, Rhythm.MONTH, actor=SYSTEM, way=Way.PHONE)
    worker = UUID(cast.grid_worker.id)
    new = NewRound(GRID, places.today(), Basis.WISH, (worker,), count, sheet=sheet)
    made = plan_rounds(new, actor=cast.community_worker)[0]
    return list(Stop.objects.filter(round=made).order_by("seq").values_list("id", flat=True))


def test_versions_follow_one_another_and_none_changes(cast: Any) -> None:
    first = a_sheet(cast.community_worker)
    assert a_sheet(cast.community_worker) == first, "the same again is no new version"
    second = a_sheet(cast.community_worker, sheet_rows(["text", "where", "在哪里遛？"]))
    found = {one.number: one for one in sheets_near(cast.community_worker)}
    assert (found[1].newest, found[2].newest) == (False, True) and found[1].id == first
    assert sheets_near(cast.far_coordinator) == []
    assert code_of(lambda: a_sheet(cast.far_coordinator, sheet_rows())) == "forbidden"
    assert code_of(lambda: a_sheet(cast.grid_worker)) == "forbidden"
    for row in (["begin_repeat", "r", "狗"], ["geopoint", "spot", "哪里"]):
        more = [row, ["text", "x", "名"], ["end_repeat"]] if row[0].startswith("begin") else [row]
        assert code_of(lambda m=more: a_sheet(cast.community_worker, sheet_rows(*m))) == "sheet_offline"
    with pytest.raises(Problem, match="form_name_twice") as caught:  # a name of the visit's own questions
        a_sheet(cast.community_worker, sheet_rows(["text", "outcome", "结果"]))
    assert caught.value.code == "bad_form"
    end_sheet(second, actor=cast.community_worker)
    assert code_of(lambda: stops(cast, second)) == "invalid"


def test_a_page_that_is_older_than_the_questions_is_taken_as_it_asked(cast: Any, sign_in: Any) -> None:
    old = a_sheet(cast.community_worker)
    first, second, third = stops(cast, old)
    phone = sign_in("grid_worker")
    page = phone.get(f"/field/door/{first}/").content.decode()
    assert "家里养狗吗？" in page and str(old) in page and 'data-when="(${dog} = &#x27;y&#x27;)"' in page
    new = a_sheet(cast.community_worker, sheet_rows(["text", "where", "在哪里遛？"]))
    assert str(new) in phone.get(f"/field/door/{second}/").content.decode()
    hall = SimpleUploadedFile("x.jpg", photo(), "image/jpeg")
    sent = {"outcome": "visited", "visit_id": str(uuid4()), "sheet": str(old), "q-dog": "y", "q-dogs": "2"}
    told = phone.post(f"/field/door/{first}/", {**sent, "q-hall": hall}, follow=True).content.decode()
    assert "第1版" in told.replace(" ", "")
    row = Visit.objects.get()
    assert row.sheet_id == old and "dogs" not in str(bytes(row.answers or b""))
    noted = note_of(row.id, viewer=cast.community_worker)
    assert noted.answers == {"dog": "y", "dogs": 2, "hall": "hall.jpg"} and noted.sheet.number == 1
    assert list(VisitPhoto.objects.values_list("name", flat=True)) == ["hall.jpg"]
    desk = sign_in("community_worker")
    page = desk.post(f"/desk/rounds/{Round.objects.get().id}/note/{row.id}/").content.decode()
    assert "家里养狗吗？" in page and "<dd>2</dd>" in page
    phone = sign_in("grid_worker")
    wrong = {**sent, "visit_id": str(uuid4()), "q-dogs": "0"}
    refused = phone.post(f"/field/door/{second}/", wrong, headers={"X-Linli-Replay": "1"})
    assert refused.status_code == 422 and 'id="errors"' in refused.content.decode()
    strange = {**sent, "visit_id": str(uuid4()), "sheet": str(uuid4())}
    assert phone.post(f"/field/door/{third}/", strange).status_code == 302  # its answers belong to nothing
    erasure.erase(NOTE, row.id)
    row.refresh_from_db()
    assert row.answers is None and not VisitPhoto.objects.exists()


def collect(client: Any, key: str, xml: bytes, **files: Any) -> Any:
    sent = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml"), **files}
    return client.post(f"/openrosa/{key}/submission", sent)


def test_collect_serves_the_round_as_entities_and_keeps_what_an_old_form_asked(
    client: Any, cast: Any
) -> None:
    old = a_sheet(cast.community_worker)
    first, second, _ = stops(cast, old)
    device, key = make_device("网格手机", actor=cast.grid_worker)
    base = f"/openrosa/{key}"

    def listed() -> dict[str, dict[str, str]]:
        found = ElementTree.fromstring(client.get(f"{base}/formList").content)
        lines = [{one.tag.rpartition("}")[2]: one.text for one in form} for form in found]
        return {one["formID"]: one for one in lines}

    before = listed()
    assert set(before) == {"visit.dogs.1"} and before["visit.dogs.1"]["hash"].startswith("md5:")
    xml = client.get(f"{base}/forms/visit.dogs.1.xml").content.decode()
    assert "jr://file-csv/stops.csv" in xml and "家里养狗吗？" in xml
    manifest = client.get(f"{base}/forms/visit.dogs.1/manifest").content.decode()
    assert 'type="entityList"' in manifest and "<filename>stops.csv</filename>" in manifest
    rows = list(csv.DictReader(io.StringIO(
        client.get(f"{base}/forms/visit.dogs.1/lists/stops.csv").content.decode()
    )))  # fmt: skip
    assert rows[0]["name"] == str(first) and rows[0]["label"].startswith("1. ")
    assert list(rows[0]) == ["name", "label", "__version"]
    new = a_sheet(cast.community_worker, sheet_rows(["text", "where", "在哪里遛？"]))
    assert set(listed()) == {"visit.dogs.2"} and sheet_by_id(new)
    body = (
        f"<stop>{first}</stop><outcome>visited</outcome><met><needs>company meals</needs>"
        "<dog>y</dog><dogs>1</dogs><hall>a.jpg</hall></met>"
    )
    filled = instance_xml("visit.dogs.1", f"uuid:{uuid4()}", body)
    hall = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    assert collect(client, key, filled, a=hall).status_code == 201, "the old form is taken"
    assert collect(client, key, filled).status_code == 202
    assert collect(client, key, filled.replace(b">1<", b">2<")).status_code == 409
    row = Visit.objects.get()
    assert row.sheet_id == old and row.needs == ["company", "meals"] and VisitPhoto.objects.count() == 1
    assert note_of(row.id, viewer=cast.grid_worker).answers["dogs"] == 1
    more = SimpleUploadedFile("b.jpg", photo(9), "image/jpeg")
    assert collect(client, key, filled, b=more).status_code == 201 and VisitPhoto.objects.count() == 2
    gone = client.get(f"{base}/forms/visit.dogs.2/lists/stops/integrity?id={first},{second}").content
    assert [one.text for one in ElementTree.fromstring(gone).iter("deleted")] == ["true", "false"]
    again = instance_xml("visit.dogs.2", f"uuid:{uuid4()}", body)
    assert collect(client, key, again).status_code == 409, "somebody was there: it stays on the phone"
    bad = instance_xml("visit.dogs.2", f"uuid:{uuid4()}", "<stop>x</stop><outcome>visited</outcome>")
    assert collect(client, key, bad).status_code == 422 and Visit.objects.count() == 1
    end_device(device, actor=cast.grid_worker)
    for path in (
        "formList",
        "forms/visit.dogs.2/lists/stops.csv",
        "forms/visit.dogs.2/lists/x.csv",
    ):
        assert client.get(f"{base}/{path}").status_code == 401


def test_rounds_without_questions_of_their_own_are_served_too(client: Any, cast: Any) -> None:
    [stop] = stops(cast, None, 1)
    _, key = make_device("网格手机", actor=cast.grid_worker)
    assert b"visit.plain.0" in client.get(f"/openrosa/{key}/formList").content
    body = f"<stop>{stop}</stop><outcome>refused</outcome>"
    assert collect(client, key, instance_xml("visit.plain.0", f"uuid:{uuid4()}", body)).status_code == 201
    assert Visit.objects.get().outcome == "refused" and not VisitSheet.objects.exists()
