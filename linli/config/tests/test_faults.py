# SPDX-License-Identifier: AGPL-3.0-or-later
"""The faults bench: it runs, it notices what is lost or doubled, and it leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from linli.cases.public import Action, ReporterData
from linli.cases.testing import a_case, act
from linli.config.faults import WRONG
from linli.config.faults.load import PHOTO, Told
from linli.config.faults.tally import settled, tally
from linli.platform.files import store
from linli.platform.journal.deliver import deliver_all
from linli.platform.outbox import send
from linli.platform.tests.servers import environment, house, wait_for

from .products import COMMAND, LONG, linli, nothing_is_left

KILLS = 50 if os.environ.get("LINLI_FULL") == "1" else 4
OUTAGES = ("--full", "2", "--slow", "2") if KILLS > 10 else ("--full", "1", "--slow", "1")
WORDS, NOTE = "路灯不亮 一个别处没有的字", "别处没有的理由"


@dataclass
class Course:
    """What a client was told: a matter with a contact and a photo, and one step of it."""

    case: UUID
    file: UUID
    key: str
    told: list[Told]


@pytest.fixture
def course(cast: Any, settings: Any, tmp_path: Path) -> Course:
    settings.MEDIA_ROOT = tmp_path  # the tally looks at the whole folder
    file = store.store(PHOTO)
    receipt = a_case(text=WORDS, reporter=ReporterData(contact="someone@example.org"), files=(file.id,))
    act(receipt.id, Action.DISPATCH)
    version = act(receipt.id, Action.RESOLVE, text=NOTE)
    deliver_all()
    told = [
        Told("stored", str(file.id)),
        Told("received", str(receipt.id), 1, WORDS, "receive", contact=True),
        Told("moved", str(receipt.id), version, NOTE, "resolve"),
    ]
    return Course(receipt.id, file.id, file.key, told)


def count(course: Course) -> dict[str, int]:
    found = tally(course.told)
    assert found.pop("acknowledged") == len(course.told)
    return found


def as_owner(*statements: str, **given: Any) -> None:
    """Do what no command does, as the owner of the tables can."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table journal_event disable trigger user")
        cursor.execute("set constraints all deferred")
        for statement in statements:
            cursor.execute(statement, given)


def test_what_is_whole_counts_as_whole(course: Course) -> None:
    assert settled()
    assert count(course) == dict.fromkeys(("lost", "doubled", "events_lost", "half_written"), 0)


def lose_case(course: Course) -> None:
    as_owner("delete from cases_case where id = %(case)s", case=course.case)


def change_case(course: Course) -> None:
    as_owner("update cases_case set text = 'other words' where id = %(case)s", case=course.case)


def lose_file(course: Course) -> None:
    default_storage.delete(course.key)


def halve_file(course: Course) -> None:
    path = Path(default_storage.path(course.key))
    path.write_bytes(path.read_bytes()[:40])


def lose_file_row(course: Course) -> None:
    as_owner("delete from files_file where id = %(file)s", file=course.file)


def double_case(course: Course) -> None:
    a_case(text=WORDS)
    deliver_all()


def double_note(course: Course) -> None:
    act(course.case, Action.REOPEN, text=NOTE)
    deliver_all()


def double_message(course: Course) -> None:
    send.queue(
        "someone@example.org",
        "cases.received",
        "s",
        "b",
        unique_key="other",
        language="en",
        about=course.case,
    )


LAST = "subject = %(case)s and seq = 3"


def lose_step(course: Course) -> None:
    as_owner("delete from cases_step where case_id = %(case)s and seq = 3", case=course.case)


def lose_event(course: Course) -> None:
    as_owner(
        f"delete from journal_delivery where {LAST}",
        f"delete from journal_event where {LAST}",
        case=course.case,
    )


def lose_delivery(course: Course) -> None:
    as_owner("delete from journal_delivery where subject = %(case)s and seq = 1", case=course.case)


def fail_delivery(course: Course) -> None:
    as_owner(
        "update journal_delivery set state = 'failed' where subject = %(case)s and seq = 1",
        case=course.case,
    )


def lose_message(course: Course) -> None:
    as_owner("delete from outbox_message where about = %(case)s", case=course.case)


@pytest.mark.parametrize(
    ("harm", "noticed"),
    [
        (lose_case, "lost"),
        (change_case, "lost"),
        (lose_file, "lost"),
        (lose_file_row, "lost"),
        (lose_file, "half_written"),
        (halve_file, "half_written"),
        (lose_step, "lost"),
        (double_case, "doubled"),
        (double_note, "doubled"),
        (double_message, "doubled"),
        (lose_step, "events_lost"),
        (lose_event, "events_lost"),
        (lose_delivery, "events_lost"),
        (fail_delivery, "events_lost"),
        (lose_message, "events_lost"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_tally_notices(course: Course, harm: Callable[[Course], None], noticed: str) -> None:
    with transaction.atomic():
        harm(course)
        assert count(course)[noticed] >= 1
        transaction.set_rollback(True)


def test_letters_on_their_way_are_not_settled(cast: Any) -> None:
    a_case()
    assert not settled()


def test_nothing_acknowledged_is_lost_while_all_is_killed_and_the_disk_is_full_or_slow() -> None:
    with house() as made:
        made.home.mkdir(mode=0o711)
        done = subprocess.run(
            [*COMMAND, "bench", "faults", "--kills", str(KILLS), *OUTAGES, "--json"],
            capture_output=True, text=True, env=environment(made.home), timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(done.stdout)
        assert told["kills"] == KILLS == told["web"] + told["worker"] + told["database"]
        assert told["acknowledged"] >= KILLS / 2
        assert told["disk_full"] == int(OUTAGES[1]) and told["disk_full_by"] and told["no_room"]
        assert not any(told[name] for name in WRONG)
        nothing_is_left(made)
        assert not list(made.home.glob("faults-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_bench_that_is_stopped_or_killed_leaves_no_process(number: int) -> None:
    with house() as made:
        made.home.mkdir(mode=0o711)
        bench = subprocess.Popen(
            [*COMMAND, "bench", "faults"], env=environment(made.home), stderr=subprocess.PIPE, text=True
        )

        def started() -> list[psutil.Process]:
            found = []
            for child in psutil.Process(bench.pid).children(recursive=True):
                with suppress(psutil.Error):  # it ended while we looked, or is a corpse
                    if "run" in child.cmdline():
                        found.append(child)
            return found

        wait_for(started, LONG)
        (product,) = started()
        wait_for(lambda: databases_below(made.home), LONG)
        bench.send_signal(number)
        _, told = bench.communicate(timeout=LONG)
        assert bench.returncode != 0 and "Traceback" not in told
        wait_for(lambda: not product.is_running() and not databases_below(made.home), LONG)


def databases_below(folder: Path) -> list[psutil.Process]:
    """Database processes at work below a folder, also on a disk that only the bench sees."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if "postgres" in process.info["name"] and process.cwd().startswith(str(folder)):
                found.append(process)
    return found


def test_a_bench_that_does_not_exist_is_refused() -> None:
    with house() as made:
        made.home.mkdir(mode=0o711)
        done = linli(made.home, "bench", "nothing")
        assert done.returncode == 2 and "faults" in done.stderr
