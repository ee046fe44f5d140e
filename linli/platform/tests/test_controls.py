# SPDX-License-Identifier: AGPL-3.0-or-later
"""The control for a choice that we write ourselves is the one that Django would write."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates

from linli.platform.ui.forms import Renderer

CHOICES = [
    ("", "any"),
    ("<b>", 'a "quoted" & marked one'),
    ("group <1>", [(0, "nought"), (7, "seven"), ("灯", "路灯")]),
    (None, "nothing"),
]


class Choice(forms.Form):
    place = forms.ChoiceField(
        choices=CHOICES, required=False, widget=forms.Select(attrs={"data-x": 'a"b', "disabled": True})
    )


class Reader(HTMLParser):
    """Tags with their attributes in no order, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def drawn(renderer: BaseRenderer, data: dict[str, str] | None) -> list[Any]:
    return Reader(str(Choice(data, renderer=renderer)["place"])).found


@pytest.mark.parametrize(
    "data", [None, {}, {"place": ""}, {"place": "<b>"}, {"place": "0"}, {"place": "灯"}]
)
def test_a_choice_is_written_as_django_writes_it(data: dict[str, str] | None) -> None:
    assert drawn(Renderer(), data) == drawn(DjangoTemplates(), data)
