# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from enum import StrEnum

from linli.kernel.problem import mark, problem


class Instrument(StrEnum):
    """The legal instrument with which an authority asks for personal data."""

    INVESTIGATION = "investigation"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    SUPERVISION = "supervision"
    ADMINISTRATIVE = "administrative"
    EMERGENCY = "emergency"


INSTRUMENT_WORDS = {
    Instrument.INVESTIGATION: mark("notice of a public security body to obtain evidence"),
    Instrument.COURT: mark("order or letter of a people's court"),
    Instrument.PROCURATORATE: mark("notice of a people's procuratorate to obtain evidence"),
    Instrument.SUPERVISION: mark("notice of a supervision commission to obtain evidence"),
    Instrument.ADMINISTRATIVE: mark("letter of an administrative body that the law allows to ask"),
    Instrument.EMERGENCY: mark("written request to save life in an emergency"),
}


class RequestState(StrEnum):
    """Where a request of an authority stands."""

    RECORDED = "recorded"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


REQUEST_WORDS = {
    RequestState.RECORDED: mark("waits for two approvers"),
    RequestState.GRANTED: mark("granted"),
    RequestState.PARTLY: mark("granted in part"),
    RequestState.REFUSED: mark("refused"),
    RequestState.WITHDRAWN: mark("taken back by the authority"),
    RequestState.LAPSED: mark("lapsed"),
}
GIVEN = frozenset({RequestState.GRANTED, RequestState.PARTLY})


class Ground(StrEnum):
    """Why personal data may be handled at all (个人信息保护法 13)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    DUTY = "duty"
    EMERGENCY = "emergency"
    NEWS = "news"
    DISCLOSED = "disclosed"
    OTHER_LAW = "other_law"


GROUND_WORDS = {
    Ground.CONSENT: mark("consent of the person (article 13, item 1)"),
    Ground.CONTRACT: mark("a contract with the person, or personnel (article 13, item 2)"),
    Ground.DUTY: mark("a duty or task that the law gives (article 13, item 3)"),
    Ground.EMERGENCY: mark("an emergency of health, life or property (article 13, item 4)"),
    Ground.NEWS: mark("news and supervision by public opinion (article 13, item 5)"),
    Ground.DISCLOSED: mark("what the person disclosed themselves (article 13, item 6)"),
    Ground.OTHER_LAW: mark("another law (article 13, item 7)"),
}


class DataKind(StrEnum):
    """Kinds of personal data; the second half is sensitive (个人信息保护法 28)."""

    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    WORDS = "words"
    PHOTOS = "photos"
    RECORDS = "records"
    MINORS = "minors"
    HEALTH = "health"
    MONEY = "money"
    IDENTITY = "identity"


KIND_WORDS = {
    DataKind.NAME: mark("name"),
    DataKind.CONTACT: mark("telephone or e-mail"),
    DataKind.ADDRESS: mark("home or exact place"),
    DataKind.WORDS: mark("what somebody said"),
    DataKind.PHOTOS: mark("photos and recordings"),
    DataKind.RECORDS: mark("what was done, when and by whom"),
    DataKind.MINORS: mark("data of children under 14"),
    DataKind.HEALTH: mark("health"),
    DataKind.MONEY: mark("money and debts"),
    DataKind.IDENTITY: mark("special identity, for example of a victim"),
}
SENSITIVE = frozenset({DataKind.MINORS, DataKind.HEALTH, DataKind.MONEY, DataKind.IDENTITY})


class AssessmentState(StrEnum):
    """Where a version of an impact assessment stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


ASSESSMENT_WORDS = {
    AssessmentState.PROPOSED: mark("waits for a second person"),
    AssessmentState.IN_FORCE: mark("in force"),
    AssessmentState.REFUSED: mark("refused"),
    AssessmentState.WITHDRAWN: mark("taken back"),
    AssessmentState.REPLACED: mark("replaced by a newer version"),
}

OWN_REQUEST = problem(
    "own_request",
    409,
    mark("Whoever recorded a request does not decide on it."),
    mark("Two others decide: the data officer, a coordinator or the supervision body."),
)
DECIDED_ALREADY = problem(
    "decided_already",
    409,
    mark("You have agreed to this request already."),
    mark("A second person decides now; nobody counts twice."),
)
NO_LONGER_OPEN = problem(
    "no_longer_open",
    409,
    mark("This request is decided, taken back or lapsed."),
    mark("If the authority still needs data, record a new request with its new instrument."),
)
UNKNOWN_RECORD = problem(
    "unknown_record",
    404,
    mark("There is no such matter where you work."),
    mark("Compare the number with the instrument. Who works for the whole town may find it elsewhere."),
)
EXTRACT_GONE = problem(
    "extract_gone",
    410,
    mark("This extract has expired and was erased."),
    mark("If the authority still needs it, it asks again with a new instrument."),
)
OWN_ASSESSMENT = problem(
    "own_assessment",
    409,
    mark("Whoever wrote an assessment does not approve it."),
    mark("Ask the data officer, an administrator or the supervision body to look at it."),
)
ASSESSMENT_WAITS = problem(
    "assessment_waits",
    409,
    mark("A version for this purpose waits for a second person already."),
    mark("Take it back or have it decided first."),
)
