# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.problem import mark, problem


class Role(StrEnum):
    """What somebody does; a post joins it to a place and, for some, to a unit."""

    GRID_WORKER = "grid_worker"
    COMMUNITY_WORKER = "community_worker"
    COORDINATOR = "coordinator"
    HANDLER = "handler"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    DATA_OFFICER = "data_officer"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.GRID_WORKER: mark("grid worker"),
    Role.COMMUNITY_WORKER: mark("community worker"),
    Role.COORDINATOR: mark("coordinator"),
    Role.HANDLER: mark("handler"),
    Role.OPERATOR: mark("telephone operator"),
    Role.SUPERVISOR: mark("supervisor"),
    Role.AUDITOR: mark("auditor"),
    Role.DATA_OFFICER: mark("data officer"),
    Role.ADMINISTRATOR: mark("administrator"),
}
NEEDS_UNIT = {Role.HANDLER, Role.OPERATOR, Role.SUPERVISOR}
OPENED_FOR_A_TIME = {Role.ADMINISTRATOR}  # posts that rest until their holder opens them


class Station(StrEnum):
    """What somebody is in the team of a grid (1+3+N)."""

    HEAD = "head"
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    GUIDE = "guide"
    OTHER = "other"


STATION_WORDS = {
    Station.HEAD: mark("head of the grid"),
    Station.FULL_TIME: mark("full-time worker"),
    Station.PART_TIME: mark("part-time worker"),
    Station.GUIDE: mark("guide from the office"),
    Station.OTHER: mark("others who help"),
}
IN_A_TEAM = (Role.GRID_WORKER, Role.COMMUNITY_WORKER)  # posts whose holders may stand in a grid's team


class OrganisationKind(StrEnum):
    """Bodies of the grassroots. A person's membership in any of them is never kept."""

    GOVERNMENT = "government"
    SUBDISTRICT_OFFICE = "subdistrict_office"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGERS_COMMITTEE = "villagers_committee"
    SUPERVISION_COMMITTEE = "supervision_committee"
    OWNERS_COMMITTEE = "owners_committee"
    PROPERTY_COMPANY = "property_company"
    PARTY_ORGANISATION = "party_organisation"
    GOVERNANCE_CENTRE = "governance_centre"
    MASS_ORGANISATION = "mass_organisation"
    SOCIAL_ORGANISATION = "social_organisation"
    COMMUNITY_GROUP = "community_group"
    PUBLIC_INSTITUTION = "public_institution"
    UTILITY_COMPANY = "utility_company"
    FIRM = "firm"
    HOTLINE = "hotline"


ORGANISATION_WORDS = {
    OrganisationKind.GOVERNMENT: mark("government department"),
    OrganisationKind.SUBDISTRICT_OFFICE: mark("subdistrict or town office"),
    OrganisationKind.RESIDENTS_COMMITTEE: mark("residents' committee"),
    OrganisationKind.VILLAGERS_COMMITTEE: mark("villagers' committee"),
    OrganisationKind.SUPERVISION_COMMITTEE: mark("supervision committee"),
    OrganisationKind.OWNERS_COMMITTEE: mark("owners' committee"),
    OrganisationKind.PROPERTY_COMPANY: mark("property service company"),
    OrganisationKind.PARTY_ORGANISATION: mark("Party organisation"),
    OrganisationKind.GOVERNANCE_CENTRE: mark("comprehensive governance centre"),
    OrganisationKind.MASS_ORGANISATION: mark("mass organisation"),
    OrganisationKind.SOCIAL_ORGANISATION: mark("social organisation"),
    OrganisationKind.COMMUNITY_GROUP: mark("community group"),
    OrganisationKind.PUBLIC_INSTITUTION: mark("public institution"),
    OrganisationKind.UTILITY_COMPANY: mark("utility company"),
    OrganisationKind.FIRM: mark("firm"),
    OrganisationKind.HOTLINE: mark("hotline"),
}


class DutyRole(StrEnum):
    """Whether a unit answers for a category, or helps the one that does."""

    LEAD = "lead"
    ASSISTING = "assisting"


class DutyList(StrEnum):
    """The three lists of duties of a subdistrict (履职事项清单)."""

    BASIC = "basic"
    ASSISTING = "assisting"
    TAKEN_BACK = "taken_back"


class ChangeState(StrEnum):
    """Where a proposed change of duties stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CHANGE_WORDS = {
    ChangeState.PROPOSED: mark("waits for a second person"),
    ChangeState.AGREED: mark("agreed"),
    ChangeState.REFUSED: mark("refused"),
    ChangeState.WITHDRAWN: mark("taken back"),
}


class Ending(StrEnum):
    """What happens when the time for which something is kept is over."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    ARCHIVE = "archive"


ENDING_WORDS = {
    Ending.ERASE: mark("erased"),
    Ending.ANONYMISE: mark("made anonymous"),
    Ending.ARCHIVE: mark("handed over to the archive by people"),
}


class Stop(StrEnum):
    """Why a night ended nothing: no night before it, a clock that jumped, far more due than usual."""

    FIRST = "first"
    CLOCK = "clock"
    MANY = "many"


STOP_WORDS = {
    Stop.FIRST: mark("the first night only looks"),
    Stop.CLOCK: mark("the clock moved by more than nights do"),
    Stop.MANY: mark("far more is due than usual"),
}


@dataclass(frozen=True)
class Purpose:
    """What somebody can consent to. Another wording is another ``version``: it is asked for anew."""

    version: int
    words: str


# Only what nobody needs for handling a matter: for that the law itself is the ground.
CONSENTS = {
    "follow_up": Purpose(1, mark("You may ask me some weeks later whether my matter stayed solved.")),
    "news": Purpose(1, mark("You may write to me about meetings and works in my community.")),
}


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


class FactorKind(StrEnum):
    """What proves a second time who somebody is."""

    TOTP = "totp"
    PASSKEY = "passkey"


WRONG_FACTOR = problem(
    "wrong_factor",
    403,
    mark("This code or passkey is not right, or was used already."),
    mark("Wait for the next code of your authenticator, or use another way."),
)
NOT_JOINED = problem(
    "not_joined",
    403,
    mark("No account here belongs to this sign-in."),
    mark("Sign in with your password and join it there, or ask an administrator for an invitation."),
)
IDENTITY_TAKEN = problem(
    "identity_taken",
    409,
    mark("This outside sign-in belongs to another account here."),
    mark("Sign in with it, or take it away from the other account first."),
)
OUTSIDE_FAILED = problem(
    "outside_failed",
    502,
    mark("Signing in elsewhere did not work."),
    mark("Try once more. If it stays so, sign in with your password and tell the operator: %(why)s."),
)
CONTACT_TAKEN = problem(
    "contact_taken",
    409,
    mark("This contact belongs to another account of yours."),
    mark("Sign in with it and close that account first."),
)
LAST_WAY_IN = problem(
    "last_way_in",
    409,
    mark("Without this contact you could not sign in any more."),
    mark("Change it instead, or close your account: then it is erased with everything else."),
)
HOLDS_POST = problem(
    "holds_post",
    409,
    mark("You hold a post; what is open there has to be handed over first."),
    mark("Ask your administrator to end your posts, then close the account."),
)
WRONG_PASSWORD = problem(
    "wrong_password",
    403,
    mark("Name and password do not belong together."),
    mark("Check both. After several wrong tries you have to wait for a few minutes."),
)
WEAK_PASSWORD = problem(
    "weak_password",
    422,
    mark("This password would be guessed too soon."),
    mark("%(why)s Take several words that have nothing to do with each other, or let it be made for you."),
)
WRONG_CODE = problem(
    "wrong_code",
    403,
    mark("This code is not right or no longer valid."),
    mark("Look at the newest message, or ask for a new code."),
)
NO_CONTACT = problem(
    "no_contact",
    422,
    mark("This is neither a telephone number nor an e-mail address."),
    mark("Write a mobile number such as 139 0000 0000, or an e-mail address."),
)
UNKNOWN_UNIT = problem(
    "unknown_unit",
    422,
    mark("There is no such unit."),
    mark("Choose one from the list."),
)
DUTY_CLASH = problem(
    "duty_clash",
    409,
    mark("Another unit leads there on these days."),
    mark("End its duty first, or choose a later day: nobody's matters change hands unnoticed."),
)
OWN_PROPOSAL = problem(
    "own_proposal",
    409,
    mark("Whoever proposed a change does not decide on it."),
    mark("Ask a coordinator or another administrator to look at it."),
)
ABSENCE_DAYS = problem(
    "absence_days",
    422,
    mark("An absence needs a first and a last day, and somebody else who stands in."),
    mark("The last day is not before the first, nor before today, and at most a year later."),
)
NEEDS_REASON = problem(
    "needs_reason",
    422,
    mark("This needs a reason."),
    mark("Write in one sentence why."),
)
NOBODY_OUTSIDE = problem(
    "nobody_outside",
    422,
    mark("Nobody in this town stands outside of the unit complained about."),
    mark("Turn to the supervision body of the level above: it must look into this."),
)
