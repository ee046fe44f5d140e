# SPDX-License-Identifier: AGPL-3.0-or-later
"""ODK Collect: the five calls with real multipart requests, against surveys and against a receiver of a
test."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.kernel.problem import Problem
from linli.participation.models import SurveyAnswer
from linli.participation.testing import a_survey
from linli.platform.files.models import StoredFile
from linli.platform.files.store import link
from linli.platform.forms.testing import instance_xml, survey_rows, workbook
from linli.platform.forms.xlsform import read_xlsform
from linli.platform.openrosa import calls
from linli.platform.openrosa.devices import collect_settings, devices, end_device, find_device, make_device
from linli.platform.openrosa.models import Device, Submission
from linli.platform.openrosa.receivers import Arrival, Published, Receiver, _receivers, receive

pytestmark = pytest.mark.django_db
BODY = "<safe>yes</safe><people>3</people><age>old</age>"


@pytest.fixture
def phone(cast: Any) -> str:
    return make_device("社区的手机", actor=cast.community_worker)[1]


@pytest.fixture
def visits() -> Iterator[list[Arrival]]:
    """A storey that receives visits with photos."""
    form = read_xlsform(
        workbook(survey_rows(["text", "said", "说了什么"], ["image", "door", "照片"])), form_id="visit.door"
    )
    came: list[Arrival] = []

    def take(arrival: Arrival, *, actor: Any) -> None:
        came.append(arrival)
        link(arrival.files.values())

    made = Published(
        "visit.door", form.definition.version, {"en": "Visit"}, lambda: form.definition, lambda: form.xml
    )
    own = _receivers["visit"]
    receive(Receiver("visit", lambda viewer: [made] if viewer.has("community_worker") else [], take))
    yield came
    receive(own)


def photo(name: str, colour: str = "red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def post(client: Any, key: str, xml: bytes, **files: Any) -> Any:
    sent = {calls.PART: SimpleUploadedFile("submission.xml", xml, "text/xml"), **files}
    response = client.post(f"/openrosa/{key}/submission", sent)
    assert response["X-OpenRosa-Version"] == "1.0"
    assert (
        response["Content-Type"].startswith("text/xml")
        and ElementTree.fromstring(response.content) is not None
    )
    return response


def test_collect_lists_fetches_and_sends(client: Any, phone: str) -> None:
    survey = a_survey()
    a_survey("draft", published=False)
    head = client.head(f"/openrosa/{phone}/submission")
    assert head.status_code == 204 and int(head["X-OpenRosa-Accept-Content-Length"]) > 1_000_000
    listed = client.get(f"/openrosa/{phone}/formList")
    [form] = ElementTree.fromstring(listed.content)
    told = {one.tag.rpartition("}")[2]: one.text for one in form}
    assert told["formID"] == "survey.test-survey" and told["version"] == survey.form.version
    assert not list(ElementTree.fromstring(client.get(f"/openrosa/{phone}/formList?formID=x").content))
    xml = client.get(told["downloadUrl"].replace("http://testserver", ""))
    assert b'id="survey.test-survey"' in xml.content and survey.form.version.encode() in xml.content
    assert b"xformsManifest" in client.get(told["manifestUrl"].replace("http://testserver", "")).content
    sent = instance_xml("survey.test-survey", f"uuid:{uuid4()}", BODY)
    assert post(client, phone, sent).status_code == 201
    assert post(client, phone, sent).status_code == 202, "the same again is harmless"
    other = sent.replace(b"<people>3<", b"<people>4<")
    assert post(client, phone, other).status_code == 409
    answer = SurveyAnswer.objects.get()
    assert answer.answers == {"safe": "yes", "people": 3, "age": "old"} and answer.way == "phone"
    fields = {field.name for field in Submission._meta.get_fields()}
    assert fields == {"id", "instance", "content", "form_id", "files"}, "neither phone nor time"


def test_photos_come_with_the_form_or_after_it_each_once(
    client: Any, phone: str, visits: list[Arrival]
) -> None:
    xml = instance_xml("visit.door", f"uuid:{uuid4()}", "<said>灯不亮</said><door>a.jpg</door>")
    assert post(client, phone, xml, a=photo("a.jpg")).status_code == 201
    assert post(client, phone, xml, a=photo("a.jpg"), b=photo("b.jpg", "blue")).status_code == 201
    assert post(client, phone, xml, b=photo("b.jpg", "blue")).status_code == 202
    assert [(one.again, sorted(one.files)) for one in visits] == [(False, ["a.jpg"]), (True, ["b.jpg"])]
    assert (
        visits[0].answers == {"said": "灯不亮", "door": "a.jpg"}
        and visits[0].identity == visits[1].identity
    )
    assert StoredFile.objects.filter(linked=True).count() == 2
    refused = instance_xml("visit.door", f"uuid:{uuid4()}", "<said>x</said>")
    assert post(client, phone, refused, a=SimpleUploadedFile("a.exe", b"MZ\x90\x00")).status_code == 415
    assert len(visits) == 2 and Submission.objects.count() == 1, "refused whole: it stays on the phone"
    assert post(client, phone, refused, a=photo("a.jpg")).status_code == 201


def test_what_is_broken_unsafe_or_too_large_is_refused(
    client: Any, phone: str, visits: list[Arrival], monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    good = instance_xml("visit.door", f"uuid:{uuid4()}", "<said>x</said>")
    bomb = b'<!DOCTYPE d [<!ENTITY a "b">]>' + good.split(b"?>")[1]
    for xml, status in (
        (b"<data", 422), (bomb, 422), (instance_xml("visit.other", "uuid:12345678", ""), 404),
        (instance_xml("nobody.has", "uuid:12345678", ""), 404),
        (good.replace(b"<orx:instanceID>", b"<deprecatedID>uuid:old</deprecatedID><orx:instanceID>"), 409),
    ):  # fmt: skip
        assert post(client, phone, xml).status_code == status
    assert client.post(f"/openrosa/{phone}/submission", {}).status_code == 422
    assert client.get(f"/openrosa/{phone}/submission").status_code == 405
    monkeypatch.setattr(calls, "MOST_BYTES", 100)
    assert post(client, phone, good).status_code == 413
    assert not visits and not Submission.objects.exists()
    assert phone not in caplog.text, "no log holds the key of a phone"


def test_a_key_is_told_once_belongs_to_one_person_and_ends_at_once(
    client: Any, cast: Any, sign_in: Any, visits: list[Arrival]
) -> None:
    desk = sign_in("community_worker")
    page = desk.post("/desk/phones/", {"name": "我的手机"}).content.decode()
    address = page.split("/openrosa/")[1].split("<")[0]
    assert "<svg" in page and address not in desk.get("/desk/phones/").content.decode()
    assert client.get(f"/openrosa/{address}/formList").status_code == 200
    row = Device.objects.get()
    assert address.encode() not in bytes(row.digest) and str(row.holder) == cast.community_worker.id
    for actor in (cast.coordinator, cast.resident):
        with pytest.raises(Problem):
            end_device(row.id, actor=actor)
    with pytest.raises(Problem):
        make_device("x", actor=cast.resident)
    assert devices(cast.administrator) and not devices(cast.coordinator)
    end_device(row.id, actor=cast.administrator)
    assert find_device(address) is None
    assert client.get(f"/openrosa/{address}/formList").status_code == 401
    refused = client.post(f"/openrosa/{address}/submission", {})
    assert refused.status_code == 401 and b"OpenRosaResponse" in refused.content


def test_the_qr_code_says_what_collect_reads() -> None:
    told = json.loads(
        zlib.decompress(base64.b64decode(collect_settings("https://x.cn/openrosa/k", "山城区")))
    )
    assert (
        told["general"]["server_url"] == "https://x.cn/openrosa/k" and told["project"]["name"] == "山城区"
    )
    assert set(told) == {"general", "project", "admin"}
