# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why words or photos of a published matter are hidden: a table of reasons, each with the norm it rests on.

What stands in the table may be hidden, and nothing else; that something is unwelcome is no reason
(政府信息公开条例 37: what may be public is told, and for the rest the reason is given).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.problem import mark, problem


class HideReason(StrEnum):
    """Why something is hidden from the public."""

    PERSONAL = "personal"
    PRIVACY = "privacy"
    MINOR = "minor"
    INSULT = "insult"
    BUSINESS = "business"
    CLASSIFIED = "classified"
    UNLAWFUL = "unlawful"
    OWN_WISH = "own_wish"


class HideState(StrEnum):
    """What became of it: hidden, objected to, hidden still after the decision, shown again."""

    HIDDEN = "hidden"
    OBJECTED = "objected"
    UPHELD = "upheld"
    RESTORED = "restored"


@dataclass(frozen=True)
class HideGround:
    """The words for a reason, and the norm and article that it rests on."""

    words: str
    source: str
    article: str


# Read in the texts of the laws, but for the last of the list of unlawful contents (a reprint).
GROUNDS: dict[HideReason, HideGround] = {
    HideReason.PERSONAL: HideGround(
        mark("personal data of the person who wrote"), "个人信息保护法", "第25条"
    ),
    HideReason.PRIVACY: HideGround(mark("privacy of somebody else"), "民法典", "第1032条"),
    HideReason.MINOR: HideGround(mark("personal data of a child"), "未成年人保护法", "第4条第3项"),
    HideReason.INSULT: HideGround(mark("insult or defamation of somebody"), "民法典", "第1024条"),
    HideReason.BUSINESS: HideGround(mark("a business secret"), "政府信息公开条例", "第15条"),
    HideReason.CLASSIFIED: HideGround(mark("a secret by law"), "政府信息公开条例", "第14条"),
    HideReason.UNLAWFUL: HideGround(
        mark("content that the law forbids"), "网络信息内容生态治理规定", "第6条"
    ),
    HideReason.OWN_WISH: HideGround(
        mark("the person who wrote asked for it"), "个人信息保护法", "第15、47条"
    ),
}
HIDE_STATE_WORDS = {
    HideState.HIDDEN: mark("hidden, nobody objected"),
    HideState.OBJECTED: mark("objected to, not decided yet"),
    HideState.UPHELD: mark("objected to, stays hidden"),
    HideState.RESTORED: mark("objected to, shown again"),
}

NOT_PUBLIC = problem(
    "not_public",
    422,
    mark("This is not shown to everybody, so there is nothing to hide."),
    mark("Copy the words just as the public page shows them, or choose a released photo."),
)
HIDDEN_ALREADY = problem(
    "hidden_already",
    409,
    mark("This was hidden before; what was shown again is not hidden for the same reason twice."),
    mark("Look at the list of what is hidden. If there is another reason, choose that one."),
)
OBJECTED_ALREADY = problem(
    "objected_already",
    409,
    mark("Somebody objected to this already."),
    mark("Wait for the decision; you can read it on the page of the matter."),
)
NOT_THE_JUDGE = problem(
    "not_the_judge",
    403,
    mark("An objection is decided by the level above, and never by whoever hid it."),
    mark("Leave it to a coordinator of a unit above the one that hid it."),
)
