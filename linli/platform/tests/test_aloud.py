# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading made easier: speech of the server, videos, easy words, size and contrast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.kernel.problem import Problem
from linli.platform.home import private
from linli.platform.ui import aloud
from linli.platform.ui.preferences import CHOICES

pytestmark = pytest.mark.django_db


def test_without_a_voice_the_server_says_so(client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(aloud.shutil, "which", lambda name: None)
    aloud.has_voice.cache_clear()
    client.cookies["linli_mode"] = "elder"
    page = client.get("/report/").content.decode()
    assert "data-aloud" in page and "data-server" not in page
    assert client.post("/aloud/", {"text": "您好"}).status_code == 404
    aloud.has_voice.cache_clear()


def test_the_voice_hears_the_words_only_by_its_input(client: Any, monkeypatch: Any, tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text('#!/bin/sh\necho "$@"\ncat\n')
    program.chmod(0o755)
    monkeypatch.setattr(aloud.shutil, "which", lambda name: str(program))
    aloud.has_voice.cache_clear()
    client.cookies["linli_mode"] = "elder"
    assert "data-server" in client.get("/report/").content.decode()
    answer = client.post("/aloud/", {"text": "--help; rm -rf / $(x) " + "长" * 5000})
    asked, said = answer.content.decode().split("\n", 1)
    assert answer.headers["Content-Type"] == "audio/wav" and asked == "--stdout --stdin -v cmn -s 150"
    assert said.startswith("--help; rm -rf") and len(said) == aloud.LONGEST
    program.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(Problem):
        aloud.speak("x", "en")
    aloud.has_voice.cache_clear()


def test_a_video_stands_only_where_the_town_put_one(client: Any) -> None:
    assert "sign-language" not in client.get("/report/").content.decode()
    film = private("videos") / "report.mp4"
    film.write_bytes(b"\0\0\0\x18ftypmp42")
    try:
        assert "/sign-language/report.mp4" in client.get("/report/").content.decode()
        answer = client.get("/sign-language/report.mp4")
        assert b"".join(answer.streaming_content).startswith(b"\0\0\0\x18ftyp")
    finally:
        film.unlink()
    assert client.get("/sign-language/report.mp4").status_code == 404


def test_easy_words_come_with_elder_mode_and_go_when_one_says_so(client: Any) -> None:
    assert 'class="wrap easy"' not in client.get("/report/").content.decode()
    client.post("/preferences/", {"mode": "elder", "size": "30"})
    page = client.get("/report/").content.decode()
    assert 'class="wrap easy"' in page and 'data-size="30"' in page
    client.post("/preferences/", {"easy": "off", "theme": "contrast", "size": "999"})
    page = client.get("/report/").content.decode()
    assert 'class="wrap easy"' not in page and 'data-theme="contrast"' in page and 'data-size="30"' in page


def test_what_is_not_known_counts_as_not_chosen(client: Any) -> None:
    for name in CHOICES:
        client.cookies[f"linli_{name}"] = '"><script>'
    page = client.get("/report/").content.decode()
    assert 'data-mode="normal" data-theme="auto"' in page and '<script>"' not in page
