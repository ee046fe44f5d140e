# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos, voice messages and documents: one matter each, and who sees which."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from linli.cases.commands import ReporterData, note_case, release_case
from linli.cases.models import Attachment, Case
from linli.cases.queries import case_detail, public_case
from linli.cases.testing import a_case
from linli.cases.vocab import See
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.problem import Problem
from linli.platform.files import store
from linli.platform.files.models import StoredFile
from linli.platform.journal.models import EventRecord


def code_of(call: Any) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def a_photo() -> Any:
    buffer = BytesIO()
    Image.new("RGB", (32, 24), "green").save(buffer, "PNG")
    return store.store(buffer.getvalue())


def test_a_file_belongs_to_one_matter(db: None) -> None:
    photo = a_photo()
    case = a_case(files=(photo.id,))
    for call in (
        lambda: a_case(files=(photo.id,)),
        lambda: note_case(case.id, "再发一次", See.PUBLIC, actor=SYSTEM, files=(photo.id,)),
        lambda: a_case(files=(uuid4(),)),
    ):
        assert code_of(call) == "invalid"
    assert (Case.objects.count(), Attachment.objects.count()) == (1, 1)


def test_what_the_public_reporter_and_staff_see_of_files(cast: Any) -> None:
    mine, inside, answer = a_photo(), a_photo(), a_photo()
    reporter = ReporterData(account=cast.player("resident").account)
    case = a_case(files=(mine.id,), reporter=reporter)
    note_case(case.id, "内部照片", See.INTERNAL, actor=cast.operator, files=(inside.id,))
    note_case(case.id, "给您看", See.REPORTER, actor=cast.operator, files=(answer.id,))

    def seen(viewer: Actor | None) -> set[Any]:
        detail = public_case(case.number) if viewer is None else case_detail(case.number, viewer=viewer)
        in_thread = {file.file for line in detail.thread for file in line.files}
        assert in_thread <= {file.file for file in detail.files}
        return {file.file for file in detail.files}

    assert seen(cast.operator) == {mine.id, inside.id, answer.id}
    assert seen(cast.resident) == {mine.id, answer.id}
    assert seen(None) == set()
    shown = Attachment.objects.get(file=mine.id).pk
    release_case(case.id, actor=cast.operator, text=False, files=(shown, 999_999))
    assert seen(None) == {mine.id}
    assert EventRecord.objects.filter(subject=case.id).last().data == {"text": False, "files": 1}
    release_case(case.id, actor=cast.operator, text=False)
    assert seen(None) == {mine.id}, "what is public is not taken back without a reason"


def test_a_voice_message_stands_for_words(db: None) -> None:
    voice = StoredFile.objects.create(
        key="v.webm", kind="audio", media_type="audio/webm", size=4, digest="0" * 64, stored_at=clock.now()
    )
    case = a_case(text="", files=(voice.id,))
    detail = case_detail(case.number, viewer=SYSTEM)
    assert [(file.kind, file.by_reporter) for file in detail.files] == [("audio", True)]
