# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of openness: a posting for the wall (A3 or A4), and the slip on which one asks with a pen."""

from __future__ import annotations

from pathlib import Path

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from linli.places import public as places
from linli.platform import pdf
from linli.platform.ui.words import date_words, language, name_of

from ..queries.openness import BoardInfo, items
from ..queries.postings import PostingInfo
from ..queries.saying import money_words, period_words
from ..vocab.openness import EVERY_WORDS, FLOW_WORDS, HEADINGS

TEMPLATES = Path(__file__).parents[1] / "templates/participation"
NOTICE, SLIP = TEMPLATES / "posting.typ", TEMPLATES / "question.typ"


def _code(address: str) -> str:
    return str(segno.make(address, micro=False).svg_inline(scale=4, border=1))


def notice_pdf(found: PostingInfo, size: str) -> bytes:
    """The notice for the wall. What people wrote arrives as text, never as a command."""
    return pdf.pdf(NOTICE, notice_facts(found, size))


def notice_facts(found: PostingInfo, size: str) -> dict[str, object]:
    """What the notice says."""
    head, sums = found.head, found.sums
    address = f"{settings.SITE_URL}{reverse('posting', args=[head.number])}"
    source = f"{found.item.source} {found.item.article}".strip()
    facts = [
        (gettext("Item"), name_of(found.item.names)),
        (gettext("Period"), period_words(head.period)),
        (gettext("By law"), source),
        (gettext("How often"), gettext(EVERY_WORDS[found.item.every])),
    ]
    if found.reason:
        facts.append((gettext("Why it was corrected"), found.reason))
    signed = [one for one in found.signatures if one.stands and one.agrees]
    posted = found.rule
    return {
            "lang": language(),
            "size": size,
            "place": name_of(found.board.place.names),
            "head": gettext(HEADINGS[found.board.family]),
            "title": head.title,
            "text": found.text,
            "facts": [list(row) for row in facts],
            "table": [list(row) for row in found.table],
            "amount_head": [gettext("In or out"), gettext("Purpose of the amount"), gettext("Yuan")],
            "amounts": [
                [gettext(FLOW_WORDS[one.flow]), one.label, money_words(one.amount),
                 float(one.amount / found.most) if found.most else 0]
                for one in found.amounts
            ],
            "sums": [
                [gettext("Brought forward"), money_words(sums.opening)],
                [gettext("Income in all"), money_words(sums.income)],
                [gettext("Expense in all"), money_words(sums.expense)],
                [gettext("Left at the end"), money_words(sums.closing)],
            ]
            if found.amounts
            else [],
            "signed_word": gettext("Signed by the supervision committee"),
            "signed": [f"{one.title} {date_words(places.day_of(one.at))}" for one in signed],
            "up": gettext("Posted %(day)s, to stay up until %(until)s at least (%(source)s)")
            % {
                "day": date_words(places.day_of(head.published_at)) if head.published_at else "",
                "until": date_words(head.posted_until) if head.posted_until else "",
                "source": f"{posted.source} {posted.article}" if posted else "",
            },
            "scan": gettext("Scan to read more and to ask. Or take a slip at the counter."),
            "qr": _code(address),
            "address": address,
            "unit": name_of(found.board.unit.names),
            "phone": found.board.unit.phone,
            "number": head.number,
        }  # fmt: skip


def slip_pdf(board: BoardInfo) -> bytes:
    """The slip: which item, the question, nothing about who asks but what they wish to leave."""
    address = f"{settings.SITE_URL}{reverse('openness-board', args=[board.place.code])}"
    return pdf.pdf(
        SLIP,
        {
            "lang": language(),
            "place": name_of(board.place.names),
            "title": gettext("A question about what is published"),
            "lead": gettext(
                "Write large. Hand it in at the counter, or to anybody of the committee. The answer hangs "
                "on the board and stands on the page; your name is not needed."
            ),
            "item_word": gettext("About which item (tick one)"),
            "items": [name_of(one.names) for one in items(board.family)],
            "question": gettext("Your question"),
            "reach": gettext(
                "If you wish to be told: telephone (may stay empty; it is destroyed afterwards)"
            ),
            "office": gettext("Taken in on, name of the paper, number of the question"),
            "unit": name_of(board.unit.names),
            "phone": board.unit.phone,
            "qr": _code(address),
            "address": address,
        },
    )
