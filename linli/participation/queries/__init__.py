# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading spaces and proposals. Whose voice a voice is, nobody reads but that person."""

from .budget import BallotInfo, PaperState, VoteInfo, ballot_of, has_ballot, paper_state, vote_file, vote_of
from .facts import at_least, residents_count, standing_of
from .own import OwnLine, copy_of_own, own_lines, took_part
from .proposals import (
    Joined,
    ProposalDetail,
    ProposalLine,
    ProposalPage,
    StepLine,
    find_proposal,
    proposal_detail,
    proposal_list,
    trail_of,
)
from .spaces import SpaceInfo, SpaceLine, desk_spaces, find_space, old_rules, open_spaces, space_of

__all__ = [
    "BallotInfo",
    "Joined",
    "OwnLine",
    "PaperState",
    "ProposalDetail",
    "ProposalLine",
    "ProposalPage",
    "SpaceInfo",
    "SpaceLine",
    "StepLine",
    "VoteInfo",
    "at_least",
    "ballot_of",
    "copy_of_own",
    "desk_spaces",
    "find_proposal",
    "find_space",
    "has_ballot",
    "old_rules",
    "open_spaces",
    "own_lines",
    "paper_state",
    "proposal_detail",
    "proposal_list",
    "residents_count",
    "space_of",
    "standing_of",
    "took_part",
    "trail_of",
    "vote_file",
    "vote_of",
]
