# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of what is kept about a person, to take along (个人信息保护法 45): for a program, to read
and print, or everything with its files in one.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from linli.kernel.problem import NOT_FOUND, Problem

from ..files import store

IN_MEMORY = 4 * 1024 * 1024  # a larger archive is put together on the disk


@dataclass(frozen=True)
class Copy:
    """What is taken along: parts by name, the word for each name in it, files by their path."""

    parts: Mapping[str, Any]
    words: Mapping[str, str]
    files: Sequence[tuple[str, UUID]] = field(default=())

    @property
    def text(self) -> str:
        """For a program: JSON with stable names."""
        return json.dumps(self.parts, ensure_ascii=False, indent=1, default=str)

    @property
    def read(self) -> list[tuple[str, list[list[tuple[str, str]]]]]:
        """For a person: headings with lists of lines."""
        found = []
        for name, part in self.parts.items():
            things = part if isinstance(part, list) else [part]
            found.append((self.word(name), [self._lines(thing) for thing in things]))
        return found

    def word(self, name: str) -> str:
        return self.words.get(name, name)

    def _lines(self, thing: Any) -> list[tuple[str, str]]:
        if not isinstance(thing, dict):
            return [("", str(thing))]
        return [(self.word(str(key)), told(value)) for key, value in thing.items()]


def told(value: Any) -> str:
    """A value in words: lists line by line, what has parts on one line, nothing as nothing."""
    if isinstance(value, (list, tuple)):
        return "\n".join(told(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(filter(None, map(told, value.values())))
    return "" if value is None else str(value)


def hand_out(
    request: HttpRequest, copy: Copy, form: str, name: str, page: tuple[str, dict[str, Any]]
) -> HttpResponseBase:
    """The copy as ``json``, as a ``page`` (template and context), or as ``zip`` with its files.

    Raises ``not_found`` for any other form.
    """
    if form == "html":
        template, context = page
        return render(request, template, {**context, "parts": copy.read})
    if form == "json":
        response = HttpResponse(copy.text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response
    if form != "zip":
        raise NOT_FOUND()
    archive = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("data.json", copy.text)
        readable = render_to_string("ui/copy_file.html", {"parts": copy.read}, request)
        bundle.writestr("read-me.html", readable)
        for path, file in copy.files:
            try:
                stream, _ = store.open_file(file)
            except Problem:
                continue  # gone from the disk: the copy still holds all that there is
            with stream, bundle.open(path, "w") as target:
                while block := stream.read(1 << 16):
                    target.write(block)
    archive.seek(0)
    return FileResponse(archive, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
