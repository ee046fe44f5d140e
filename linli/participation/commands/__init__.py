# SPDX-License-Identifier: AGPL-3.0-or-later
"""Preparing spaces, proposing and endorsing, moderating and answering."""

from .answer import NewPromise, answer, escalate_overdue
from .appeals import appeal, decide_appeal
from .budget import count_vote, key_paper, open_vote, take_ballot, tick
from .merging import agree, end_unanswered, merge
from .moderate import hide, mend, release, send_back
from .opinions import key_sheet, open_map, say, seed, take_name, write_statement
from .opinions_desk import (
    carry,
    close_map,
    compute,
    compute_stale,
    import_map,
    show_statement,
    take_out,
)
from .own import confirm_resident, end_residence, forget_account, judge
from .pack import check_pack, load_demo, load_pack
from .panel import (
    close_pool,
    draw_panel,
    enter_list,
    enter_pool,
    leave_pool,
    list_waiting,
    set_panel,
)
from .panel_after import answer_lot
from .proposals import (
    NewProposal,
    accept_offer,
    endorse,
    enter_sheet,
    propose,
    retract,
    take_invitation,
    withdraw,
)
from .spaces import SpaceData, close_space, prepare_space, publish_space

__all__ = [
    "NewPromise",
    "NewProposal",
    "SpaceData",
    "accept_offer",
    "agree",
    "answer",
    "answer_lot",
    "appeal",
    "carry",
    "check_pack",
    "close_map",
    "close_pool",
    "close_space",
    "compute",
    "compute_stale",
    "confirm_resident",
    "count_vote",
    "decide_appeal",
    "draw_panel",
    "end_residence",
    "end_unanswered",
    "endorse",
    "enter_list",
    "enter_pool",
    "enter_sheet",
    "escalate_overdue",
    "forget_account",
    "hide",
    "import_map",
    "judge",
    "key_paper",
    "key_sheet",
    "leave_pool",
    "list_waiting",
    "load_demo",
    "load_pack",
    "mend",
    "merge",
    "open_map",
    "open_vote",
    "prepare_space",
    "propose",
    "publish_space",
    "release",
    "retract",
    "say",
    "seed",
    "send_back",
    "set_panel",
    "show_statement",
    "take_ballot",
    "take_invitation",
    "take_name",
    "take_out",
    "tick",
    "withdraw",
    "write_statement",
]
