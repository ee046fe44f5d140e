# SPDX-License-Identifier: AGPL-3.0-or-later
"""A space and its proposals for tests of this and higher storeys."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.norms import public as norms
from linli.people.public import actor_of_account
from linli.people.testing import HERE
from linli.places import public as places
from linli.platform.forms.testing import survey_rows, workbook

from .commands import (
    NewProposal,
    SpaceData,
    agree,
    answer,
    confirm_resident,
    merge,
    open_map,
    open_vote,
    prepare_space,
    propose,
    publish_space,
    release,
    set_panel,
)
from .commands.doors import CallData, OfferData, make_offer, publish_call
from .commands.hearings import HearingData, announce_hearing, prepare_hearing
from .commands.meetings import MeetingData, NewItem, call_meeting, prepare_meeting
from .commands.openness import (
    PostingData,
    keep_board,
    publish_posting,
    seat_checker,
    sign_on_paper,
    write_posting,
)
from .commands.survey import SurveyData, prepare_survey, publish_survey
from .commands.texts_desk import TextData, open_text, prepare_text
from .commands.votes import (
    VoteData,
    announce_vote,
    count_general_vote,
    issue_letters,
    prepare_vote,
)
from .models import DraftText, Hearing, Meeting, Merging, Offer, Posting, Proposal, Support, Vote
from .queries import SpaceInfo, find_space
from .queries.openness import BoardInfo, find_board, find_item, open_periods
from .queries.survey import SurveyInfo, find_survey
from .queries.votes import open_file
from .rules.phases import Phase
from .rules.tally import read_poll
from .vocab import Level, Part, PhaseKind, Rung, SpaceKind, Verdict
from .vocab.doors import Gift
from .vocab.meetings import Matter
from .vocab.survey import SurveyWay
from .vocab.votes import VoteKind


def phases(*spans: tuple[PhaseKind, int, int]) -> list[Phase]:
    """Phases by days from today."""
    today = places.today()
    return [Phase(kind, today + timedelta(days=a), today + timedelta(days=b)) for kind, a, b in spans]


RUNNING = ((PhaseKind.PROPOSE, -10, 10), (PhaseKind.WEIGH, 11, 20))


def a_space(code: str = "test-space", *, published: bool = True, **changes: Any) -> UUID:
    """A space of the near community that is open for proposals today."""
    given: dict[str, Any] = {
        "code": code,
        "kind": SpaceKind.PROCESS,
        "level": Level.INVOLVE,
        "rung": Rung.CONTACT,
        "names": {"zh-Hans": "试验空间", "en": "A space"},
        "about": {"zh-Hans": "试一试。"},
        "place": HERE,
        "unit": "s-renmin",
        "threshold": 3,
        "rules": "一人一次。",
        "answer_on": places.today() + timedelta(days=30),
        "phases": phases(*RUNNING),
    } | changes
    space = prepare_space(SpaceData(**given), actor=SYSTEM)
    if published:
        publish_space(space, actor=SYSTEM)
    return space


def a_proposal(space: UUID, author: Actor, title: str = "加一盏灯", **changes: Any) -> Proposal:
    """A proposal that the moderators released."""
    released = changes.pop("released", True)
    number = propose(NewProposal(space, title, "台阶边太暗。", **changes), actor=author)
    proposal = Proposal.objects.get(number=number)
    if released:
        release(proposal.id, actor=SYSTEM)
        proposal.refresh_from_db()
    return proposal


def join(proposal: UUID, into: UUID, reason: str, *, actor: Actor) -> None:
    """Two proposals are joined, and both who wrote them say yes."""
    if merge(proposal, into, reason, actor=actor):
        return
    asked = Merging.objects.get(proposal=proposal, ended_at=None)
    wrote = Support.objects.filter(proposal__in=(proposal, into), part=Part.AUTHOR).order_by("id")
    for account in wrote.values_list("account_id", flat=True):
        if account is not None:
            agree(asked.id, True, actor=actor_of_account(account))


def at_home(actor: Actor, place: str = HERE) -> None:
    """Somebody is confirmed as a resident."""
    confirm_resident(UUID(actor.id), place, "counter", actor=SYSTEM)


VOTING = ((PhaseKind.PROPOSE, -30, -20), (PhaseKind.WEIGH, -19, -10), (PhaseKind.VOTE, -1, 10))


def a_vote(
    code: str = "test-vote", costs: tuple[int, ...] = (600, 300, 300), amount: int = 900
) -> SpaceInfo:
    """A vote on a budget that runs today, with a project of each cost."""
    now = clock.now()
    span = phases(*VOTING)
    with clock.standing_at(now - timedelta(days=25)):
        space = a_space(code, phases=span, threshold=0, answer_on=span[-1].ends)
        made = [
            propose(NewProposal(space, f"项目{n}", "说明。", paper=f"第{n}页"), actor=SYSTEM)
            for n in range(len(costs))
        ]
    for number, cost in zip(made, costs, strict=True):
        row = Proposal.objects.get(number=number)
        with clock.standing_at(now - timedelta(days=15)):
            release(row.id, actor=SYSTEM)
            answer(row.id, Verdict.ACCEPTED, "可以表决。", actor=SYSTEM, cost=Decimal(cost))
    open_vote(find_space(code, viewer=SYSTEM), Decimal(amount), actor=SYSTEM)
    return find_space(code, viewer=SYSTEM)


SURVEY_FORM = [
    ["select_one yn", "safe", "晚上安心吗？", ""],
    ["select_multiple what", "what", "担心什么？", "${safe} = 'no'"],
    ["integer", "people", "家里几口人？", ""],
    ["select_one age", "age", "年龄段", ""],
    ["text", "words", "还想说什么？", ""],
]
SURVEY_LISTS = [
    ["list_name", "name", "label"],
    *(["yn", name, words] for name, words in (("yes", "安心"), ("no", "不安心"), ("dk", "说不好"))),
    *(["what", name, words] for name, words in (("dark", "太黑"), ("cars", "车多"))),
    *(["age", name, words] for name, words in (("young", "年轻"), ("old", "年长"), ("refused", "不想说"))),
]


def a_survey(code: str = "test-survey", *, published: bool = True, **changes: Any) -> SurveyInfo:
    """A survey of the near community that takes answers today; ``content`` is its XLSForm."""
    content = changes.pop("content", None) or workbook(
        survey_rows(*SURVEY_FORM), SURVEY_LISTS, [["version"]]
    )
    today = places.today()
    given: dict[str, Any] = {
        "code": code,
        "names": {"zh-Hans": "试验调查", "en": "A survey"},
        "purpose": {"zh-Hans": "试一试。"},
        "audience": {"zh-Hans": "每一个人"},
        "place": HERE,
        "unit": "s-renmin",
        "way": SurveyWay.OPEN,
        "begins": today - timedelta(days=3),
        "ends": today + timedelta(days=3),
        "least": 5,
        "margins": {},
    } | changes
    survey = prepare_survey(SurveyData(**given), content, actor=SYSTEM)
    if published:
        publish_survey(survey, actor=SYSTEM)
    return find_survey(code, viewer=SYSTEM)


def a_map(code: str = "test-space", least: int = 5) -> SpaceInfo:
    """An opinion map of three statements in a space that stands."""
    space = find_space(code, viewer=SYSTEM)
    seeds = ["晚上九点结束。", "有点声音很正常。", "台阶边要装灯。"]
    open_map(space, {"zh-Hans": "广场怎么用？"}, least, seeds, actor=SYSTEM)
    return space


QUOTAS = "性别, 女, 2, 3\n性别, 男, 2, 3\n年龄, 六十以上, 1, 2\n年龄, 六十以下, 3, 4"


def a_panel(code: str = "test-space", seats: int = 5, quotas: str = QUOTAS) -> SpaceInfo:
    """A panel by lot whose pool is open, in a space that stands."""
    space = find_space(code, viewer=SYSTEM)
    set_panel(space, seats, quotas, places.today() + timedelta(days=10), actor=SYSTEM)
    return space


def a_pool(people: int = 24) -> str:
    """A list for the pool of that panel; two by two they share a household."""
    rows = ["姓名,地址,联系方式,性别,年龄"]
    for at in range(people):
        sex, age = ("女", "男")[at % 2], ("六十以上", "六十以下")[at % 3 > 0]
        rows.append(f"居民{at},打铜街{at // 2}号,,{sex},{age}")
    return "\n".join(rows)


def a_meeting(
    title: str = "秋季居民会议", *, body: norms.Body = norms.Body.RESIDENTS, days: int = 12,
    called: bool = True, matters: tuple[str, ...] = ("decide",),
    items: tuple[str, ...] | None = None, about: str = "",
    **changes: Any,
) -> Meeting:  # fmt: skip
    """A meeting of the near community so many days from now, called unless said otherwise."""
    begins = clock.now() + timedelta(days=days)
    named = tuple(f"第{n}件事" for n in range(1, len(matters) + 1)) if items is None else items
    given: dict[str, Any] = {
        "body": body,
        "basis": norms.Basis.HOUSEHOLDS,
        "title": title,
        "text": "",
        "place": HERE,
        "unit": "s-renmin",
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "spot": "社区会议室",
        "link": "",
        "eligible": 300,
        "items": [
            NewItem(name, "", Matter(matter), about) for name, matter in zip(named, matters, strict=False)
        ],
    } | changes
    row = Meeting.objects.get(number=prepare_meeting(MeetingData(**given), actor=SYSTEM))
    if called:
        call_meeting(row.id, actor=SYSTEM)
        row.refresh_from_db()
    return row


def a_general_vote(
    *, kind: VoteKind = VoteKind.YES_NO, basis: norms.Basis = norms.Basis.PERSONS, announced: bool = True,
    body: norms.Body = norms.Body.RESIDENTS, hours: float = 48, **changes: Any,
) -> Vote:  # fmt: skip
    """A vote of the near community that runs now and for so many hours more, announced unless said."""
    now = clock.now()
    given: dict[str, Any] = {
        "kind": kind,
        "body": body,
        "basis": basis,
        "title": "楼道加装声控灯",
        "text": "",
        "place": HERE,
        "unit": "s-renmin",
        "eligible": 3,
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(hours=hours),
        "options": ("甲", "乙", "丙", "丁"),
    } | changes
    row = Vote.objects.get(number=prepare_vote(VoteData(**given), actor=SYSTEM))
    if announced:
        announce_vote(row.id, actor=SYSTEM)
        row.refresh_from_db()
    return row


def a_vote_by_letter(voters: int, options: tuple[str, ...]) -> tuple[Vote, list[str]]:
    """A vote of households for one of some choices that runs now, and the codes of its letters."""
    vote = a_general_vote(
        kind=VoteKind.SINGLE, basis=norms.Basis.HOUSEHOLDS, eligible=voters, options=options
    )
    return vote, issue_letters(vote.id, [Decimal(0)] * voters, actor=SYSTEM)


def counted_choices(vote: Vote) -> list[int]:
    """Count a vote as soon as it is over; what each ballot of its open file says."""
    with clock.standing_at(vote.closes_at):
        count_general_vote(vote.id, None, actor=SYSTEM)
    return [one.choices[0] for one in read_poll(open_file(vote.number)).ballots]


def a_board(*, days: int = 200, checker: UUID | None = None) -> BoardInfo:
    """The board of the near community, kept since so many days, with three seats of supervision; the first
    signs with an account if one is given."""
    since = places.today() - timedelta(days=days)
    keep_board(HERE, "c-binjianglu", since, "居委会门口", actor=SYSTEM)
    for seat in (1, 2, 3):
        seat_checker(HERE, seat, f"委员{seat}", checker if seat == 1 else None, actor=SYSTEM)
    return find_board(HERE)


def a_posting_draft(item: str = "r-funds", amounts: str = "收入 | 拨款 | 100") -> Posting:
    """A draft for the oldest period of the near community's board that is not published yet."""
    board = find_board(HERE)
    period = open_periods(board, find_item(board, item))[0]
    data = PostingData(period.first, "试验公开", "说明。", amounts=amounts)
    return Posting.objects.get(number=write_posting(HERE, item, data, actor=SYSTEM))


def a_posting(item: str = "r-funds", amounts: str = "收入 | 拨款 | 100") -> Posting:
    """The same, signed by two and published."""
    row = a_posting_draft(item, amounts)
    for seat in (1, 2):
        sign_on_paper(row.id, seat, "签字页", actor=SYSTEM)
    publish_posting(row.id, actor=SYSTEM)
    row.refresh_from_db()
    return row


def a_call(
    title: str = "送热饭", *, gift: Gift = Gift.TIME, days: int = 10, ways: tuple[str, ...] = ()
) -> str:
    """A call of the near community that runs for so many days: its number."""
    until = places.today() + timedelta(days=days)
    data = CallData(HERE, "c-binjianglu", gift, title, "上午十点。", "无偿，有保险。", until, "", ways)
    return publish_call(data, actor=SYSTEM)


def an_offer(actor: Actor, *, call: str = "", **changes: Any) -> Offer:
    """An offer of time to the near community."""
    given: dict[str, Any] = {
        "way": "volunteers",
        "place": HERE,
        "gift": Gift.TIME,
        "title": "送一路",
        "text": "",
        "times": "上午",
        "call": call,
    } | changes
    return Offer.objects.get(number=make_offer(OfferData(**given), actor=actor))


CLAUSES = ("遛狗牵绳。", "夜里安静。", "垃圾分类。")


def a_text(*, opened: bool = True, clauses: tuple[str, ...] = CLAUSES, **changes: Any) -> DraftText:
    """A draft of the near community that takes amendments today."""
    today = places.today()
    given: dict[str, Any] = {
        "title": "试验公约",
        "text": "",
        "place": HERE,
        "unit": "s-renmin",
        "level": "residents_pact",
        "rung": Rung.CONTACT,
        "begins": today,
        "ends": today + timedelta(days=9),
        "clauses": clauses,
    } | changes
    row = DraftText.objects.get(number=prepare_text(TextData(**given), actor=SYSTEM))
    if opened:
        open_text(row.id, actor=SYSTEM)
        row.refresh_from_db()
    return row


def a_hearing(*, announced: bool = True, begins: int = -1, ends: int = 9, **changes: Any) -> Hearing:
    """A hearing of the near community in which something can be said today."""
    today, now = places.today(), clock.now()
    given: dict[str, Any] = {
        "title": "夜间停车",
        "text": "哪里可以停？",
        "place": HERE,
        "unit": "s-renmin",
        "categories": [{"zh-Hans": "车位", "en": "Parking"}, {"zh-Hans": "安全", "en": "Safety"}],
        "begins": today + timedelta(days=begins),
        "ends": today + timedelta(days=ends),
    } | changes
    row = Hearing.objects.get(number=prepare_hearing(HearingData(**given), actor=SYSTEM))
    if announced:
        with clock.standing_at(now - timedelta(days=30)):
            announce_hearing(row.id, actor=SYSTEM)
        row.refresh_from_db()
    return row
