# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own server: starting, sharing, dying, coming back, and keeping off what is not ours."""

from __future__ import annotations

import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import psycopg
import pytest

from linli.platform.database import from_url
from linli.platform.database.place import SHARED, SOCKET_LIMIT

from .servers import House, environment, house, wait_for

FULL = os.environ.get("LINLI_FULL") == "1"
KILLS = 20 if FULL else 4
QUICKLY = 5.0  # seconds
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="the server gets a user of its own only under root")


@pytest.fixture(scope="module")
def shared() -> Iterator[House]:
    """One house for the tests that leave it as they found it: closed, with a row in it."""
    with house() as made:
        holder = made.open()
        with made.link() as link:
            link.execute("create table kept (what text not null)")
            link.execute("insert into kept values ('a row')")
        holder.let_go()
        yield made


@pytest.fixture
def ours(shared: House) -> Iterator[House]:
    yield shared
    for holder in shared.holders:
        holder.close()
    shared.holders.clear()


def rows(made: House) -> int:
    return int(made.tells("select count(*) from kept"))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def quickly(began: float) -> None:
    assert time.monotonic() - began < QUICKLY


# --- starting ------------------------------------------------------------------------------------


def test_two_that_start_a_fresh_home_at_once_share_one_server() -> None:
    with house() as made:
        first, second = made.holder(), made.holder()
        assert "seconds" in first.answer() and "seconds" in second.answer()
        assert mode_of(made.home) == 0o711
        assert [mode_of(made.data), mode_of(made.socket)] == [0o700, 0o700]
        with made.link() as link:
            assert link.execute("show listen_addresses").fetchone() == ("",)
            assert link.execute("show server_encoding").fetchone() == ("UTF8",)
            assert link.execute("select current_user").fetchone() == ("linli_owner",)
        with made.link("linli_app") as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("create table mine (a int)")


def test_a_first_start_that_was_broken_off_is_begun_anew() -> None:
    with house(mode=0o711) as made:
        draft = made.data.with_name("data.new")
        draft.mkdir()
        (draft / "PG_VERSION").write_text("18\n")
        (draft / "half").write_text("written")
        made.open()
        assert not draft.exists() and not (made.data / "half").exists()


def test_a_second_start_finds_what_the_first_one_kept(ours: House) -> None:
    for _ in range(2):
        holder = ours.open()
        assert rows(ours) == 1
        holder.let_go()
        assert not ours.processes()


def test_a_strict_umask_shuts_nobody_out_who_must_come_in() -> None:
    with house() as made:
        made.open(umask=0o077)
        assert made.tells("select 1") == 1


def test_data_of_another_major_version_are_refused_with_words_and_left_alone(ours: House) -> None:
    version = ours.data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("17\n")
    try:
        told = ours.holder().answer()["failed"]
        assert "PostgreSQL 17" in told and str(ours.data) in told and "pg_dump" in told
        assert version.read_text() == "17\n"
    finally:
        version.write_text(kept)
    ours.open()
    assert rows(ours) == 1


def test_a_server_that_cannot_start_says_why(ours: House) -> None:
    settings = ours.data / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "\nno_such_setting = 1\n")
    try:
        began = time.monotonic()
        told = ours.holder().answer()["failed"]
        assert "no_such_setting" in told
        assert time.monotonic() - began < 3 * QUICKLY, "nothing lives, so there is nothing to wait for"
    finally:
        settings.write_text(kept)


# --- sharing -------------------------------------------------------------------------------------


def test_the_last_one_out_stops_the_server(ours: House) -> None:
    first, second = ours.open(), ours.open()
    number = ours.postmaster()
    first.let_go()
    assert rows(ours) == 1 and ours.postmaster() == number
    third = ours.open()
    second.let_go()
    assert rows(ours) == 1 and ours.postmaster() == number
    third.let_go()
    assert not ours.processes()
    assert not (ours.data / "postmaster.pid").exists()


def test_a_killed_holder_leaves_no_lock(ours: House) -> None:
    killed, other = ours.open(), ours.open()
    killed.kill()
    other.let_go()
    assert not ours.processes(), "the lease of the dead one counted"
    killed = ours.open()
    number = ours.postmaster()
    killed.kill()
    began = time.monotonic()
    other = ours.open()
    quickly(began)
    assert ours.postmaster() == number, "it was still running; it is joined"
    other.let_go()
    assert not ours.processes()


def test_one_that_is_killed_in_its_turn_does_not_block_the_next(ours: House) -> None:
    waiting = ours.holder()
    waiting.kill()  # somewhere between asking for its turn and having its lease
    began = time.monotonic()
    ours.open()
    quickly(began)
    assert rows(ours) == 1


# --- dying and coming back -----------------------------------------------------------------------


def test_after_every_kill_of_the_server_it_is_back_within_seconds_with_every_row(ours: House) -> None:
    holder = ours.open()
    wanted = rows(ours)
    for turn in range(KILLS):
        with closing(ours.link()) as link:
            link.execute("insert into kept values (%s)", [str(turn)])
            wanted += 1
            os.kill(ours.postmaster(), signal.SIGKILL)
            began = time.monotonic()
            assert holder.ask("cluster.revive()") is True
            quickly(began)
            assert rows(ours) == wanted
            with pytest.raises(psycopg.OperationalError):
                link.execute("select 1")
    assert holder.ask("cluster.revive()") is False


def test_a_new_command_right_after_the_kill_starts_it_too(ours: House) -> None:
    for _ in range(2):
        holder = ours.open()
        with ExitStack() as stack:
            for _ in range(5):
                stack.enter_context(closing(ours.link())).execute("begin")
            os.kill(ours.postmaster(), signal.SIGKILL)
            holder.kill()
            began = time.monotonic()
            after = ours.open()
            quickly(began)
        assert rows(ours) >= 1
        after.let_go()
        assert not ours.processes()


def test_a_pid_file_whose_number_now_belongs_to_another_program_does_not_stop_it(ours: House) -> None:
    holder = ours.open()
    old = ours.postmaster()
    pid_file, lock = ours.data / "postmaster.pid", ours.socket / ".s.PGSQL.5432.lock"
    kept = [(path, path.read_text(), path.stat()) for path in (pid_file, lock)]
    holder.let_go()
    user = ours.where[2]
    with subprocess.Popen(["sleep", "600"], user=user) as stranger:
        try:
            for path, text, owner in kept:
                path.write_text(text.replace(str(old), str(stranger.pid)))
                os.chown(path, owner.st_uid, owner.st_gid)
            began = time.monotonic()
            ours.open()
            quickly(began)
            assert rows(ours) >= 1
            assert stranger.poll() is None, "the other program was left alone"
            assert ours.postmaster() != stranger.pid
        finally:
            stranger.kill()


def test_a_server_that_lives_but_is_deaf_is_started_anew(ours: House) -> None:
    holder = ours.open()
    number = ours.postmaster()
    (ours.socket / ".s.PGSQL.5432").unlink()
    assert holder.ask("cluster.answers()") is False
    assert psutil.pid_exists(number)
    assert holder.ask("cluster.revive()") is True
    assert ours.postmaster() != number
    wait_for(lambda: not psutil.pid_exists(number))
    assert rows(ours) >= 1


# --- what is not ours ----------------------------------------------------------------------------


@as_root
def test_a_closed_home_stays_closed_and_the_data_go_where_the_server_can_go() -> None:
    with house(mode=0o700) as made:
        made.open()
        assert mode_of(made.home) == 0o700
        assert made.data.is_relative_to(SHARED)
        assert not (made.home / "database").exists()
        assert made.tells("select 1") == 1
        trace = made.data.parent
        assert made.data.stat().st_uid == made.where[2] != 0
    assert not trace.exists()


@as_root
def test_two_closed_homes_made_one_after_the_other_never_meet(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        home = tmp_path / "same"
        home.mkdir(mode=0o700)
        made = House(home)
        found.append(made.data)
        made.close()
    assert found[0] != found[1]


@as_root
def test_a_closed_folder_on_the_way_is_not_opened_either() -> None:
    with house("closed/home", mode=0o711) as made:
        above = made.home.parent
        above.chmod(0o700)
        assert made.data.is_relative_to(SHARED)
        assert [mode_of(above), mode_of(made.home)] == [0o700, 0o711]


def test_a_long_home_has_its_socket_elsewhere() -> None:
    with house("/".join(["a-folder-with-a-rather-long-name"] * 4), mode=0o755) as made:
        above = made.home
        while not above.name.startswith("linli-test-"):
            above.chmod(0o755)
            above = above.parent
        assert not made.socket.is_relative_to(made.home)
        assert len(os.fsencode(made.socket)) + len("/.s.PGSQL.5432") <= SOCKET_LIMIT
        assert made.data.is_relative_to(made.home)
        made.open()
        assert made.tells("select 1") == 1
        assert mode_of(made.socket) == 0o700


@as_root
def test_a_socket_folder_that_somebody_else_laid_out_is_not_used() -> None:
    with house("/".join(["a-folder-with-a-rather-long-name"] * 4), mode=0o755) as made:
        made.socket.mkdir()
        os.chown(made.socket, pwd.getpwnam("nobody").pw_uid, -1)
        told = made.holder().answer()["failed"]
        assert str(made.socket) in told and "belongs to somebody else" in told
        assert not made.processes()


# --- what the product's role may do --------------------------------------------------------------


def test_the_products_role_can_write_the_journal_and_never_change_it() -> None:
    with house() as made:
        command = [sys.executable, "-m", "linli.config.cli", "migrate"]
        subprocess.run(command, check=True, capture_output=True, env=environment(made.home))
        made.open()
        with made.link("linli_app") as link:
            link.execute(
                "insert into journal_event (type, version, subject, seq, occurred_at, recorded_at, origin,"
                " compartment, actor, data) values ('tests.x', 1, gen_random_uuid(), 1, now(), now(),"
                " 'live', '', 'system:linli', '{}')"
            )
            for statement in (
                "update journal_event set seq = 2",
                "delete from journal_event",
                "truncate journal_event cascade",
                "alter table journal_event disable trigger user",
                "drop trigger journal_event_append_only on journal_event",
                "drop table journal_event cascade",
                "create or replace function journal_refuse() returns trigger language plpgsql as $$"
                " begin return new; end $$",
                "create table mine (a int)",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(statement)
            assert link.execute("select seq from journal_event").fetchall() == [(1,)]
            link.execute("delete from journal_delivery")
        with made.link("linli_owner") as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("delete from journal_event")


# --- settings from a URL -------------------------------------------------------------------------


def test_a_url_is_read_with_its_escapes_and_options() -> None:
    url = "postgresql://li%40n:p%2Fw%3A@db.example:6432/t%20own?sslmode=require&connect_timeout=3"
    assert from_url(url) == {
        "NAME": "t own",
        "USER": "li@n",
        "PASSWORD": "p/w:",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "3"},
    }
    assert from_url("postgres:///?host=/run/postgresql")["HOST"] == "/run/postgresql"
    assert from_url("postgres://h")["NAME"] == "linli"
    with pytest.raises(ValueError, match="postgresql://"):
        from_url("sqlite:///x.db")
