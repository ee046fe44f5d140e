# SPDX-License-Identifier: AGPL-3.0-or-later
"""A joint matter of one subdistrict and four departments, walked by everybody on their own pages.

Said on a phone, called in, refused once and decided above, put off once, answered, not solved, taken up
again, checked on the spot, solved. Each scene says what a person sees, and what stays hidden from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from .conftest import Product
from .test_story import follow, rate, slip

Visit = Callable[..., Page]

SAID = "滨江路社区和平街口的小广场晚上没有灯，墙皮往下掉，电表箱的门坏了，路口停满了车。"
MOBILE = "13900017788"
LEADER, SUBDISTRICT, DISTRICT, ASKS = "meng", "chen", "fang", "zhou"  # who decides, who asks how it went
# Of each department: its unit, who signs in, what it is asked to do, what it reports to the leading unit.
DEPARTMENTS = {
    "d-lighting": ("luo", "换好小广场的灯。", "换了四盏灯，线路也查过。"),
    "d-traffic": ("shi", "清走路口乱停的车。", "拖走两辆车，划了禁停线。"),
    "d-housing": ("tang", "查掉墙皮的外墙。", "Loose plaster is off, a cordon stands."),
    "d-power": ("wu", "修电表箱的门。", "门换了新的，上了锁。"),
}
NAMES = ("路灯管理所", "交巡警支队", "区住房城乡建设委员会", "山城区供电公司")
FIXED = re.compile("修好|办好|办成|已解决|已办结")  # nobody tells the person so before somebody has looked
RATING = re.compile("已评价|很满意|不满意")


class Story:
    """The people of the matter, each with a browser of their own."""

    def __init__(self, visit: Visit, product: Product) -> None:
        self.visit, self.product, self.number, self.code = visit, product, "", ""
        self.pages: dict[str, Page] = {}

    def person(self, login: str = "", width: str = "desk", language: str = "zh-hans") -> Page:
        """Somebody's browser; the first time they sign in as themselves."""
        if login not in self.pages:
            self.pages[login] = self.visit("/", login=login, width=width, language=language)
        return self.pages[login]

    def desk(self, login: str, path: str = "", language: str = "zh-hans") -> Page:
        """The matter on somebody's desk as it stands now, or another page of the desk."""
        page = self.person(login, language=language)
        page.goto(f"{self.product.base}/desk/{path or f'matter/{self.number}/'}")
        return page

    def phone(self) -> Page:
        """The person's own page of the matter."""
        page = self.person(width="phone")
        page.goto(f"{self.product.base}/matter/{self.number}/")
        return page


def form(page: Page, path: str) -> Locator:
    """The form of a deed; what is folded away is opened by keyboard."""
    found = page.locator(f'form[action$="/{path}/"]').first
    if not found.is_visible():
        found.locator("xpath=ancestor::details[1]").locator("summary").first.press("Enter")
    expect(found).to_be_visible()
    return found


def send(found: Locator) -> None:
    """Press the button that does it, by keyboard, and wait for the page that follows."""
    page = found.page
    with page.expect_navigation():
        found.locator("button:not([name])").press("Enter")


def part(page: Page, unit: str) -> Locator:
    """A unit's part on the page of the matter."""
    return page.locator(".joint li").filter(has=page.locator("h3", has_text=unit))


def tomorrow() -> str:
    """A day earlier than that of the matter, in the town's time."""
    return str((datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)).date())


def is_said(story: Story) -> None:
    """The person says it on a phone, and leaves a number so that somebody can ask how it went."""
    page = story.person(width="phone")
    page.locator(".door.first").click()
    page.fill("#id_text", SAID)
    page.locator("main form button.primary").click()
    for _ in range(8):  # one question a screen
        if page.locator("#id_contact").is_visible():
            break
        page.locator("[data-next]:visible").click()
    page.fill("#id_contact", MOBILE)
    page.locator(".send button").click()
    expect(page).to_have_url(re.compile("/report/done/"))
    story.number, story.code = slip(page)
    follow(page, story.product, story.number, story.code)


def is_passed_on(story: Story) -> None:
    """The hotline passes it to the subdistrict's office, which begins."""
    page = story.desk(ASKS)
    passes = form(page, "do/dispatch")
    passes.locator("[name=dispatch-unit]").select_option("s-renmin-city")
    send(passes)
    expect(page.locator(".standing")).to_contain_text("人民街道城市管理办公室")
    page = story.desk(LEADER, "?group=open&order=received")
    row = page.locator("tr.here", has_text=story.number)
    for _ in range(12):
        if row.count():
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(story.number))
    begins = form(page, "do/start")
    begins.locator("textarea").fill("下午到现场看过，要几家一起办。")
    send(begins)
    expect(page.locator("form[action$='/call-in/']")).to_have_count(0)  # only the subdistrict calls in


def is_called_in(story: Story) -> None:
    """The subdistrict calls four departments in; the person reads who does what by when."""
    page = story.desk(SUBDISTRICT)
    calls = form(page, "call-in")
    calls.locator("[name=call-text]").fill("一处要四家同时处置。")
    for row, (unit, (_, task, _)) in enumerate(DEPARTMENTS.items(), 1):
        calls.locator(f"[name=call-unit{row}]").select_option(unit)
        calls.locator(f"[name=call-task{row}]").fill(task)
    calls.locator("[name=call-day4]").fill(tomorrow())
    send(calls)
    expect(page.get_by_role("status").first).to_contain_text("已召集")
    phone = story.phone()
    who = phone.locator("section[aria-labelledby=who]")
    for name, (_, task, _) in zip(NAMES, DEPARTMENTS.values(), strict=True):
        expect(who).to_contain_text(name)
        expect(who).to_contain_text(task)
    two = phone.locator(".clock-box")
    two.locator("summary").click()
    expect(two.locator("li")).to_have_count(1 + 1 + 4)  # the person's, the lead's, each department's
    expect(two.locator("li.person")).to_contain_text("对您的承诺")
    promised, own = (
        two.locator("li", has_text=of).locator("time").first for of in ("对您的承诺", NAMES[3])
    )
    assert own.get_attribute("datetime") != promised.get_attribute("datetime"), "two clocks"
    expect(page.locator(".clocks li")).to_have_count(1 + 1 + 4)  # and the desk sees the same ones


def answer_their_part(story: Story, unit: str) -> None:
    """A department finds the matter in its queue, sees its own part, and answers for it."""
    login, task, answer = DEPARTMENTS[unit]
    page = story.desk(login, "?group=joint", language="en" if login == "tang" else "zh-hans")
    with page.expect_navigation():
        page.get_by_role("row").filter(has_text=story.number).get_by_role("link").press("Enter")
    mine = page.locator(".joint li").filter(has_text=task)
    expect(mine.locator("form[action$='/part/answer/']")).to_be_visible()
    expect(page.locator("form[action$='/part/answer/']")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(MOBILE)
    for deed in ("do/resolve", "extend", "defer", "contact", "part/hold", "part/excuse", "call-in"):
        expect(page.locator(f"form[action$='/{deed}/']")).to_have_count(0)
    for other, (_, _, words) in DEPARTMENTS.items():
        if other != unit:  # what the others told the unit that leads
            expect(page.locator("main")).not_to_contain_text(words)
    answers = form(page, "part/answer")
    answers.locator("textarea").fill(answer)
    send(answers)
    expect(mine).to_contain_text(answer)
    told = "The unit that leads reads it" if login == "tang" else "由主办单位统一答复"
    expect(page.get_by_role("status").first).to_contain_text(told)


def is_refused_once(story: Story) -> None:
    """One department refuses with a reason of the table; the level above decides that it stays."""
    page = story.desk("wu")
    refuses = form(page, "part/refuse")
    refuses.locator("select").select_option("not_our_duty")
    refuses.locator("textarea").fill("电表箱由产权单位负责。")
    send(refuses)
    expect(part(page, "山城区供电公司")).to_contain_text("退回待定")
    calls = story.desk(SUBDISTRICT)  # who called in does not decide about it
    expect(part(calls, "山城区供电公司")).to_contain_text("退回待定")
    expect(calls.locator("form[action$='/part/hold/']")).to_have_count(0)
    above = story.desk(DISTRICT, "?group=decide")
    with above.expect_navigation():
        above.get_by_role("row").filter(has_text=story.number).get_by_role("link").press("Enter")
    expect(part(above, "山城区供电公司")).to_contain_text("电表箱由产权单位负责")
    holds = form(above, "part/hold")
    holds.locator("textarea").fill("职责清单写明：表箱由供电公司维护。")
    send(holds)
    page = story.desk("wu")
    expect(part(page, "山城区供电公司")).to_contain_text("表箱由供电公司维护")
    again = form(page, "part/refuse")
    again.locator("select").select_option("not_our_duty")
    again.locator("textarea").fill("还是不归我们。")
    send(again)
    expect(page.get_by_role("alert").first).to_contain_text("同样的理由")
    expect(story.phone().locator("main")).not_to_contain_text("产权单位")


def is_put_off_once(story: Story) -> None:
    """The unit that leads asks for time; the subdistrict grants it, and the person is told why."""
    before = story.phone().locator(".standing time").first.get_attribute("datetime")
    page = story.desk(LEADER)
    expect(page.locator("form[action$='/extend/']")).to_have_count(0)  # nobody grants it to themselves
    asks = form(page, "defer")
    asks.locator("[name=defer-limit]").fill("2")
    asks.locator("textarea").fill("外墙要请专业队检测。")
    send(asks)
    expect(story.phone().locator("main")).not_to_contain_text("专业队")  # asked is not granted
    above = story.desk(SUBDISTRICT, "?group=decide")
    with above.expect_navigation():
        above.get_by_role("row").filter(has_text=story.number).get_by_role("link").press("Enter")
    grants = form(above, "extend")
    expect(grants.locator("textarea")).to_have_value("外墙要请专业队检测。")
    with above.expect_navigation():
        grants.locator("button[name=preview]").press("Enter")
    expect(above.locator(".preview")).to_contain_text("外墙要请专业队检测")
    expect(above.locator(".preview")).not_to_contain_text(MOBILE)
    send(form(above, "extend"))
    phone = story.phone()
    expect(phone.locator(".thread")).to_contain_text("外墙要请专业队检测")
    assert phone.locator(".standing time").first.get_attribute("datetime") != before


def is_answered(story: Story, words: str) -> None:
    """The unit that leads makes one answer of all; the person reads it as the unit's word."""
    page = story.desk(LEADER)
    resolves = form(page, "do/resolve")
    resolves.locator("textarea").fill(words)
    send(resolves)
    phone = story.phone()
    expect(phone.locator(".the-answer")).to_contain_text(words)
    expect(phone.locator(".standing .state")).to_contain_text("已答复")
    expect(phone.locator("main")).not_to_contain_text(FIXED)


def is_not_fixed(story: Story) -> None:
    """ "Not fixed" takes it up again: it lies with the office and every department again."""
    phone = story.phone()
    phone.locator("[name=rate-text]").fill("电表箱又打不开了。")
    rate(phone, "no", 1)
    expect(phone.locator(".standing .state")).to_contain_text("重新办理")
    for login in (LEADER, SUBDISTRICT):
        page = story.desk(login, "?group=open&order=received")
        expect(page.get_by_role("row").filter(has_text=story.number)).to_contain_text("重新办理")
    page = story.desk(LEADER)
    expect(page.locator(".thread")).to_contain_text("电表箱又打不开了")
    expect(page.locator("main")).not_to_contain_text(RATING)
    for name in NAMES:
        expect(part(page, name)).to_contain_text("办理中")


def is_mended(story: Story) -> None:
    """Three departments are excused, the fourth does its part anew."""
    for name in NAMES[:3]:
        page = story.desk(LEADER)
        excuses = part(page, name).locator("form[action$='/part/excuse/']")
        excuses.locator("xpath=ancestor::details[1]").locator("summary").press("Enter")
        excuses.locator("textarea").fill("这一家的部分没有问题。")
        send(excuses)
        expect(part(page, name)).to_have_count(0)
    gone = story.person("shi").goto(f"{story.product.base}/desk/matter/{story.number}/")
    assert gone is not None and gone.status == 404, "who is excused has no more to do with it"
    page = story.desk("wu")
    answers = form(page, "part/answer")
    answers.locator("textarea").fill("锁芯换了。")
    send(answers)


def is_looked_at(story: Story) -> None:
    """A community worker looks on the spot, on a phone; only then the person reads that it is done."""
    page = story.person("he", width="phone")
    page.goto(f"{story.product.base}/field/matter/{story.number}/")
    page.locator('input[value="verify"]').check()
    page.locator("form[data-offline] button.primary").click()
    expect(page).to_have_url(re.compile("/field/$"))
    phone = story.phone()
    expect(phone.locator(".standing .state")).to_contain_text("已核查")
    expect(phone.locator(".thread")).to_contain_text("现场核查：已办好")
    send(form(story.desk(SUBDISTRICT), "do/close"))


def is_asked_how_it_went(story: Story) -> None:
    """The hotline, who had no hand in it, asks by telephone; no unit learns what the person said."""
    for login in (LEADER, "wu"):
        expect(story.desk(login).locator("form[action$='/rate/']")).to_have_count(0)
    page = story.desk(ASKS)
    with page.expect_response(re.compile("/contact/")):
        page.locator("form[action$='/contact/'] button").press("Enter")
    expect(page.locator("#contact")).to_contain_text(MOBILE)
    asked = form(page, "rate")
    for name, value in (("contacted", "yes"), ("solved", "yes"), ("satisfied", "5")):
        asked.locator(f'input[name="rate-{name}"][value="{value}"]').check()
    send(asked)
    expect(page.locator(".thread")).to_contain_text("已评价")
    for login in (LEADER, "wu"):
        expect(story.desk(login).locator("main")).not_to_contain_text(RATING)
    phone = story.phone()
    expect(phone.locator(".rate")).to_have_count(0)
    expect(phone.locator(".standing .state")).to_contain_text("已办结")


def test_from_the_call_in_to_the_last_rating(visit: Visit, product: Product) -> None:
    story = Story(visit, product)
    for scene in SCENES:
        scene(story)


SCENES: tuple[Callable[[Story], None], ...] = (
    is_said,
    is_passed_on,
    is_called_in,
    lambda story: answer_their_part(story, "d-lighting"),
    lambda story: answer_their_part(story, "d-traffic"),
    is_refused_once,
    lambda story: answer_their_part(story, "d-power"),
    is_put_off_once,
    lambda story: answer_their_part(story, "d-housing"),
    lambda story: is_answered(story, "四家都到过现场：灯亮了，墙皮清了，车挪了，表箱换了门。"),
    is_not_fixed,
    is_mended,
    lambda story: is_answered(story, "表箱的锁芯换了新的，请再看看。"),
    is_looked_at,
    is_asked_how_it_went,
)
