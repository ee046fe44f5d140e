# SPDX-License-Identifier: AGPL-3.0-or-later
"""``linli run`` as a tree of processes: it opens, says how to come in, heals, and leaves nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from linli.platform.home import CHECKOUT
from linli.platform.tests.servers import house, wait_for

from .products import LONG, Product, linli, living, nothing_is_left, small_town

LOGINS = ("admin", "chen", "deng", "he", "lin", "luo", "qin", "su", "zhou")


@pytest.fixture(scope="module")
def first() -> Iterator[Product]:
    """The first start in an empty house; the tests below go on in it, in their order."""
    with small_town() as (made, town):
        made.home.mkdir()
        made.home.chmod(0o711)
        yield Product(made, "--town", str(town)).opened()


@pytest.fixture
def running(first: Product) -> Iterator[Product]:
    """A product in the same house."""
    product = Product(first.house).opened()
    yield product
    if product.process.poll() is None:
        product.stop()
    nothing_is_left(product.house)


def test_the_first_start_says_where_it_is_and_how_every_role_signs_in(first: Product) -> None:
    assert f"is open at  {first.address}" in first.told
    password = (first.house.home / "keys" / "demo.password").read_text().strip()
    assert f"{first.address}/sign-in/" in first.told and f"password for all: {password}" in first.told
    for login in LOGINS:
        assert re.search(rf"^  {login} ", first.told, re.MULTILINE), login
    assert "Traceback" not in first.told
    assert first.answers()


def test_every_step_of_the_start_shows_what_it_took(first: Product) -> None:
    for step in ("database", "tables", "styles and scripts", "town", "web server and worker"):
        assert re.search(rf"^  {step} +\d+\.\d s", first.told, re.MULTILINE), step


def test_everything_lies_in_the_data_folder(first: Product) -> None:
    made = first.house
    assert {"files", "keys", "static", "schema.stamp"} <= {path.name for path in made.home.iterdir()}
    assert {
        process.environ().get("LINLI_HOME") for process in living(made) if "python" in process.name()
    } == {str(made.home)}
    assert not made.data.is_relative_to(CHECKOUT)


def test_the_doctor_finds_nothing_to_mend(first: Product) -> None:
    done = linli(first.house.home, "doctor", LINLI_PORT=str(first.port))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing to mend" in done.stdout
    assert re.search(r"^hint +port .*linli itself", done.stdout, re.MULTILINE)
    assert re.search(r"^hint +messages ", done.stdout, re.MULTILINE)


def test_ctrl_c_stops_everything_and_a_second_one_does_no_harm(first: Product) -> None:
    made = first.house
    os.kill(first.process.pid, signal.SIGINT)
    wait_for(lambda: "stopping" in first.told, LONG)
    assert first.stop(signal.SIGINT) == 0
    assert not living(made), "it went before its children and its database had gone"
    assert f"everything is kept in {made.home}" in first.told
    assert "Traceback" not in first.told


def test_a_second_start_is_quick_and_keeps_what_was_there(first: Product, running: Product) -> None:
    assert not re.search(r"^  (town|tables) ", running.told, re.MULTILINE), "it was loaded before"
    seconds = [float(re.findall(r"Ready after ([\d.]+) s", one.told)[0]) for one in (first, running)]
    assert seconds[1] < min(seconds[0], 60), "ten seconds on a machine with nothing else to do"
    assert (
        "password for all: " + (running.house.home / "keys/demo.password").read_text().strip()
        in running.told
    )
    assert running.house.tells("select count(*) from places_place") > 100
    assert running.stop(signal.SIGTERM) == 0
    assert not living(running.house)


def test_a_port_in_use_is_told_with_a_way_out(first: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = linli(first.house.home, "run", "--port", str(other.getsockname()[1]))
    assert done.returncode == 1
    assert "Another program already listens on this port." in done.stderr
    assert "LINLI_PORT=8001" in done.stderr and "Traceback" not in done.stderr
    assert not living(first.house), "nothing was started for it"


@pytest.mark.parametrize("address", ["192.0.2.1", "127.0.0.1"])
def test_an_address_that_cannot_be_had_is_told(first: Product, address: str) -> None:
    port = "8000" if address == "192.0.2.1" else "70000"
    done = linli(first.house.home, "run", "--address", address, "--port", port)
    assert done.returncode == 1
    assert "cannot listen" in done.stderr and "Traceback" not in done.stderr


def test_whatever_is_killed_comes_back_and_is_told(running: Product) -> None:
    made = running.house
    for name in ("web", "worker", "database"):
        victim = psutil.Process(made.postmaster()) if name == "database" else running.part(name)
        victim.kill()
        if name != "database":  # a worker that is just starting may find it dead before the tree does
            wait_for(lambda name=name: f"{name} ended; it is started again" in running.told, LONG)
        wait_for(lambda victim=victim: not victim.is_running() or victim.status() == "zombie", LONG)
        wait_for(running.answers, LONG)
    known = made.data / "postmaster.pid"
    wait_for(lambda: known.exists() and made.postmaster() != victim.pid and running.answers(), LONG)
    assert running.part("web") and running.part("worker")
    assert running.process.poll() is None
    assert running.told.count("is started again") < 8, "once for each, and a few more if it was slow"


def test_if_it_is_killed_itself_nothing_stays_behind(running: Product) -> None:
    running.process.kill()
    running.process.wait()
    nothing_is_left(running.house)
    wait_for(lambda: not (running.house.data / "postmaster.pid").exists())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_of_its_first_start_it_leaves_nothing(number: int) -> None:
    with house(mode=0o711) as made:
        product = Product(made)
        pid_file: Path = made.data / "postmaster.pid"
        wait_for(pid_file.exists, LONG)
        time.sleep(0.1)
        assert product.stop(number) == 130
        nothing_is_left(made)
        assert "Traceback" not in product.told
