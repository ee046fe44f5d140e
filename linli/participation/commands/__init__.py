# SPDX-License-Identifier: AGPL-3.0-or-later
"""Preparing spaces, proposing and endorsing, moderating and answering."""

from .answer import NewPromise, answer, escalate_overdue
from .budget import count_vote, key_paper, open_vote, take_ballot, tick
from .moderate import hide, merge, release
from .own import confirm_resident, end_residence, forget_account, judge
from .pack import check_pack, load_demo, load_pack
from .proposals import NewProposal, accept_offer, endorse, enter_sheet, propose, retract, withdraw
from .spaces import SpaceData, close_space, prepare_space, publish_space

__all__ = [
    "NewPromise",
    "NewProposal",
    "SpaceData",
    "accept_offer",
    "answer",
    "check_pack",
    "close_space",
    "confirm_resident",
    "count_vote",
    "end_residence",
    "endorse",
    "enter_sheet",
    "escalate_overdue",
    "forget_account",
    "hide",
    "judge",
    "key_paper",
    "load_demo",
    "load_pack",
    "merge",
    "open_vote",
    "prepare_space",
    "propose",
    "publish_space",
    "release",
    "retract",
    "take_ballot",
    "tick",
    "withdraw",
]
