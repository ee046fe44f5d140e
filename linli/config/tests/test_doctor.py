# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli doctor`` names what is wrong and how to mend it, one installation after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.config import doctor
from linli.platform.outbox.channel import Console, Health
from linli.platform.outbox.send import CHANNELS
from linli.platform.tests.servers import House, house

from .products import linli, living


@pytest.fixture(scope="module")
def empty() -> Iterator[House]:
    """A house with a database and nothing in it yet; the tests below fill it, in their order."""
    with house(mode=0o711) as made:
        yield made


def finding(home: Path, about: str, **settings: str) -> tuple[str, str, str]:
    """Level, words and remedy of what the doctor says about one thing; the code tells if it is a fault."""
    done = linli(home, "doctor", "--json", **settings)
    assert "Traceback" not in done.stderr, done.stderr
    findings = {one["about"]: one for one in json.loads(done.stdout)}
    assert done.returncode == int(any(one["level"] == "fault" for one in findings.values()))
    return findings[about]["level"], findings[about]["words"], findings[about]["mend"]


def test_tables_that_are_not_there_yet(empty: House) -> None:
    level, words, mend = finding(empty.home, "tables")
    assert level == "fault" and mend == "Run: linli migrate"
    assert "migrations wait" in words and ".0001_initial" in words
    assert not living(empty), "the database was started for it, and stopped"


def test_no_town(empty: House) -> None:
    assert linli(empty.home, "migrate", "--quiet").returncode == 0
    level, words, mend = finding(empty.home, "town")
    assert level == "fault" and "none is loaded" in words and "linli pack load packs/shancheng" in mend
    assert finding(empty.home, "tables")[0] == "ok"


def test_letters_and_messages_that_failed(empty: House) -> None:
    holder = empty.open()
    with empty.link() as link:
        link.execute(
            "insert into journal_event (type, version, subject, seq, occurred_at, recorded_at, origin,"
            " compartment, actor, data) values ('tests.x', 1, gen_random_uuid(), 1, now(), now(),"
            " 'live', '', 'system:linli', '{}')"
        )
        link.execute(
            "insert into journal_delivery (event_id, subscriber, subject, seq, state, attempts, not_before,"
            " error) select id, 'tests.y', subject, 1, 'failed', 8, now(), 'ValueError' from journal_event"
        )
    level, words, mend = finding(empty.home, "letters")
    assert level == "fault" and words.startswith("1 ") and "state = 'waiting'" in mend
    with empty.link() as link:
        link.execute(mend[mend.index("update ") :])
    assert finding(empty.home, "letters")[0] == "ok", "the remedy mends it"
    holder.let_go()


def test_a_database_that_cannot_start(empty: House) -> None:
    settings = empty.data / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "\nno_such_setting = 1\n")
    try:
        level, words, mend = finding(empty.home, "database")
        assert level == "fault" and "no_such_setting" in words and "end of its log" in mend
    finally:
        settings.write_text(kept)


@pytest.mark.parametrize("url", ["postgresql://a:secret@127.0.0.1:1/x", "sqlite:///x.db"])
def test_a_named_database_that_does_not_answer(empty: House, url: str) -> None:
    level, words, mend = finding(empty.home, "database", LINLI_DATABASE_URL=url)
    assert level == "fault" and "does not answer" in words and "LINLI_DATABASE_URL" in mend
    assert "secret" not in words


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    level, words, mend = finding(tmp_path / "file" / "home", "data folder")
    assert level == "fault" and str(tmp_path) in words and "LINLI_HOME" in mend


def test_what_stands_around_is_only_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setenv("LINLI_BROWSER", str(tmp_path / "no-browser"))
    data, browser = doctor.data(), doctor.browser()
    assert data.level == "hint" and "LINLI_DATA" in data.mend
    assert browser.level == "hint" and "apt-get install chromium" in browser.mend
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.setenv("LINLI_BROWSER", __file__)
    assert doctor.data().level == doctor.browser().level == "ok"


def test_the_other_sides_of_channels_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Side(Console):
        def __init__(self, health: Health) -> None:
            self.health = lambda: health  # type: ignore[method-assign]

    monkeypatch.setitem(CHANNELS, "sms", Side(Health(False, "gw:2775: refused")))
    monkeypatch.setitem(CHANNELS, "wecom", Side(Health(True, "answers")))
    monkeypatch.delenv("LINLI_SMTP_HOST", raising=False)
    assert [(one.level, one.about) for one in doctor.channels()] == [("fault", "sms"), ("hint", "wecom")]
    monkeypatch.setenv("LINLI_WECOM_AES_KEY", "x")
    assert doctor.channels()[1].level == "ok"


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE", 1e9)
    assert doctor.folder().level == "hint" and "Make room" in doctor.folder().mend
