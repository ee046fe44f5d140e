# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starting again what dies: at once, then ever more slowly, never in a busy loop."""

from __future__ import annotations

from linli.config.tree import LOOK, PAUSES, STEADY, Charge, url_of
from linli.platform.database import ServerFailed


class Life:
    """A charge that lives ``length`` seconds after each start, on a clock of its own."""

    def __init__(self, length: float, fails: bool = False) -> None:
        self.now, self.length, self.fails = 0.0, length, fails
        self.starts: list[float] = []
        self.told: list[str] = []
        self.charge = Charge("web", self.alive, self.start, clock=lambda: self.now)

    def alive(self) -> bool:
        return self.now < (self.starts[-1] if self.starts and not self.fails else 0) + self.length

    def start(self) -> None:
        self.starts.append(self.now)
        if self.fails:
            raise ServerFailed("the disk is full")

    def go_on(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += LOOK
            if told := self.charge.look():
                self.told.append(told)


def test_what_lives_is_left_alone_without_a_word() -> None:
    life = Life(1000)
    life.go_on(500)
    assert life.starts == [] and life.told == []


def test_the_first_death_costs_no_time() -> None:
    life = Life(100)
    life.go_on(150)
    assert len(life.starts) == 1 and life.starts[0] - 100 <= 2 * LOOK
    assert life.told == ["web ended; it is started again"]


def test_what_dies_at_once_is_started_ever_more_slowly() -> None:
    life = Life(0)
    life.go_on(600)
    waits = [after - before for before, after in zip(life.starts, life.starts[1:], strict=False)]
    for wait, pause in zip(waits, PAUSES[1:], strict=False):
        assert pause <= wait <= pause + 3 * LOOK
    assert all(PAUSES[-1] <= wait <= PAUSES[-1] + 3 * LOOK for wait in waits[len(PAUSES) :])
    assert len(life.starts) < 30, "ten minutes"
    assert len(life.told) == len(life.starts) or len(life.told) == len(life.starts) + 1
    assert life.told[-1] == "web ended; it is started again in 30 s"


def test_a_steady_life_is_forgiven_what_was_before() -> None:
    life = Life(0)
    life.go_on(60)
    life.length = STEADY + 5
    life.go_on(60 + PAUSES[-1])
    assert life.charge.deaths == 0 and life.told[-1] == "web ended; it is started again"


def test_a_start_that_fails_is_told_and_tried_again() -> None:
    life = Life(0, fails=True)
    life.go_on(120)
    assert 4 < len(life.starts) < 15
    assert any("web did not start: the disk is full" in told for told in life.told)


def test_an_address_of_version_6_stands_in_brackets() -> None:
    assert url_of("::1", 8000) == "http://[::1]:8000"
    assert url_of("127.0.0.1", 8000) == "http://127.0.0.1:8000"
