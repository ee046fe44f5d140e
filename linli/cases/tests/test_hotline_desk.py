# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page beside a hotline: hand its file in, see every row, take the reply away."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from linli.cases.commands import move_case
from linli.cases.models import Case, Hotline, ReplyFile
from linli.cases.tests.hotline import HEADER, Row, the_map, ticket
from linli.cases.views import hotlines
from linli.cases.vocab import Action
from linli.kernel.actor import SYSTEM
from linli.platform.access.models import Look
from linli.platform.home import private

pytestmark = pytest.mark.django_db
PAGE = "/desk/hotline/"
SOURCE = "shancheng-12345"


def file(rows: list[Row], name: str = "day.csv", header: tuple[str, ...] = HEADER) -> dict[str, Any]:
    """What the form sends with a file of these rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    upload = SimpleUploadedFile(name, out.getvalue().encode("gb18030"))
    return {"source": SOURCE, f"{SOURCE}-file": upload}


def test_a_day_at_the_desk(sign_in: Any) -> None:
    client = sign_in("coordinator")
    assert "山城区 12345" in client.get(PAGE).content.decode()
    page = client.post(PAGE, file([ticket(1), ticket(2, 来电时间="某天")])).content.decode()
    case = Case.objects.get(source=SOURCE)
    assert f"/desk/matter/{case.number}/" in page and "T-0002" in page and "received" in page
    assert client.get(f"/desk/matter/{case.number}/").status_code == 200
    move_case(case.id, Action.RESOLVE, actor=SYSTEM, text="已修好。")
    assert client.post(f"{PAGE}reply/", {"source": SOURCE, "form": "csv"}).url == PAGE
    row = ReplyFile.objects.get()
    page = client.get(PAGE).content.decode()
    assert f"{PAGE}{row.id}/" in page
    looks = Look.objects.count()
    got = client.get(f"{PAGE}{row.id}/")
    assert got.content == bytes(row.content) and "已修好。" in got.content.decode("gb18030")
    assert row.source in got["Content-Disposition"] and got["Cache-Control"] == "no-store"
    assert Look.objects.count() == looks + 1, "who took it away is recorded"
    client.post(f"{PAGE}reply/", {"source": SOURCE, "form": "csv"})
    assert ReplyFile.objects.count() == 1, "nothing new, no file"
    assert not list(private("imports").glob("tmp*")), "what was handed in does not stay"


def test_only_checking_changes_nothing(sign_in: Any) -> None:
    client = sign_in("coordinator")
    page = client.post(PAGE, {**file([ticket(1)]), "check": "yes"})
    assert page.status_code == 200 and not Case.objects.exists()


def test_handing_the_same_in_twice_says_that_all_is_as_before(sign_in: Any) -> None:
    client = sign_in("coordinator")
    client.post(PAGE, file([ticket(1)]))
    page = client.post(PAGE, file([ticket(1)]))
    assert (page.context["report"].unchanged, page.context["rows"]) == (1, [])


def test_what_needs_a_person_comes_first(sign_in: Any) -> None:
    client = sign_in("coordinator")
    client.post(PAGE, file([ticket(1), ticket(2)]))
    rows = [ticket(3), ticket(1, 催办次数="1"), ticket(4, 来电时间="?"), ticket(2, 工单状态="已答复")]
    found = client.post(PAGE, file(rows)).context["rows"]
    assert [row["item"].code for row in found] == ["ended_there", "refused", "updated", "created"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "T-0001"),
        ({"name": "day.pdf"}, ".xlsx"),
        ({"header": HEADER[1:]}, "工单编号"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_the_form(
    sign_in: Any, sent: dict[str, Any], told: str, monkeypatch: Any
) -> None:
    client = sign_in("coordinator")
    if sent:
        got = client.post(PAGE, file([ticket(1)], **sent))
        assert got.status_code == 422 and told in got.content.decode()
    else:
        assert client.post(PAGE, {"source": SOURCE}).status_code == 422
    assert not Case.objects.exists()


def test_more_rows_than_a_page_holds_are_for_the_command_line(sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hotlines, "MOST_ROWS", 1)
    got = sign_in("coordinator").post(PAGE, file([ticket(1), ticket(2)]))
    assert got.status_code == 422 and "linli import cases" in got.content.decode()


def test_a_matter_of_nowhere_comes_to_who_hands_it_in(sign_in: Any, cast: Any) -> None:
    rows = [ticket(1, 事发地址="", 标题="嗯", 诉求内容="那个事情。")]
    page = sign_in("coordinator").post(PAGE, file(rows))
    case = Case.objects.get()
    assert case.place_path.startswith(next(iter(cast.coordinator.holdings)).place_path)
    assert page.context["rows"][0]["seen"]


def test_only_coordinators_and_each_their_own(sign_in: Any) -> None:
    near = sign_in("coordinator")
    near.post(PAGE, file([ticket(1)]))
    near.post(f"{PAGE}reply/", {"source": SOURCE, "form": "xlsx"})
    path = f"{PAGE}{ReplyFile.objects.get().id}/"
    assert near.get(path).status_code == 200 and near.post(path).status_code == 404
    assert near.post(PAGE, {"source": "nowhere"}).status_code == 404
    assert sign_in("far_coordinator").get(path).status_code == 404
    assert sign_in("handler").get(path).status_code == 403


def test_a_town_without_a_hotline_is_told_what_to_do(sign_in: Any) -> None:
    Hotline.objects.all().delete()
    page = sign_in("coordinator").get(PAGE).content.decode()
    with override("zh-hans"):
        assert "hotline/" in page
    assert the_map().reply is not None
