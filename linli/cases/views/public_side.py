# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a matter's page shows of its public side: what is hidden, and the forms that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.platform.ui.forms import Form

from ..forms.hiding import HideForm, UnveilForm, object_form
from ..queries import CaseDetail
from ..vocab import Deed, HideState


def hidden_items(detail: CaseDetail, bound: Form | None = None) -> list[dict[str, Any]]:
    """Each hidden thing of a matter, with the form to object to it where that is possible."""
    open_for = str(bound["redaction"].value()) if bound is not None else ""
    items = []
    for one in detail.hidden:
        form: Form | None = None
        if one.state is HideState.HIDDEN and Deed.OBJECT in detail.deeds:
            form = bound if open_for == str(one.id) else object_form(one.id)
        items.append({"item": one, "form": form, "open": form is not None and form is bound})
    return items


def public_side(detail: CaseDetail, bound: Mapping[str, Form]) -> dict[str, Any]:
    """The same for the desk, with the form to hide something."""
    released = [file.id for file in detail.files if file.released]
    standing = {one.attachment for one in detail.hidden if one.stands}
    return {
        "hidden": hidden_items(detail, bound.get("object")),
        "off_view": standing,
        "unveil_form": bound.get("unveil")
        or (UnveilForm(prefix="unveil") if any(one.need for one in detail.hidden) else None),
        "hide_form": bound.get("hide")
        or HideForm(prefix="hide", files=released, initial={"version": detail.line.version}),
    }
