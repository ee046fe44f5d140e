# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pact may not say: rules that a person can read, each with its articles and a proposed wording.

A rule looks at one sentence of a clause: ``finds`` must match and ``unless`` must not. It flags; a person
decides. Sources: 居民委员会组织法 31 and 村民委员会组织法 31 (a pact may not contradict the constitution and
the laws, nor infringe personal, democratic and property rights), and the article named by each rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.kernel.problem import mark

BOTH = (("城市居民委员会组织法", "第三十一条"), ("村民委员会组织法", "第三十一条"))
SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
BAN = r"(?:不得|不准|不许|不让|不能|禁止|严禁|谁也不许|一律不)"
FORBIDS = r"(?:不得|不准|不能|不该|不许|不兴|不以|不再以|不设|不搞|不要|严禁|禁止|任何人不|别)"
MONEY = r"(?:[0-9０-９一二三四五六七八九十百千万两几]+\s*(?:元|块|块钱|万元|角)|[一二三四五六七八九两几]?[十百千万][一二三四五六七八九]?|[0-9]{2,})"
BY_LAW = (
    r"依法|由法院|法院判|有关部门|执法(?:部门|机关)|公安机关|行政机关|消防救援机构|派出所|交警|报警|110"
)


@dataclass(frozen=True)
class LegalityRule:
    """A kind of unlawful clause: how it is found, why it does not hold, what could be said instead."""

    kind: str
    finds: re.Pattern[str]
    unless: re.Pattern[str]
    articles: tuple[tuple[str, str], ...]
    why: str
    proposes: str


@dataclass(frozen=True)
class Flag:
    """A sentence that a rule found, and the words that made it do so."""

    rule: LegalityRule
    sentence: str
    words: str


def _rule(
    kind: str, finds: str, unless: str, articles: Iterable[tuple[str, str]], why: str, proposes: str
) -> LegalityRule:
    return LegalityRule(kind, re.compile(finds), re.compile(unless), (*articles, *BOTH), why, proposes)


WORST = r"(?:黑榜|红黑|黑名单|落后户|后进户|不文明户|失信户|差评户)"
WOMEN = r"(?:出嫁|外嫁|嫁出|嫁人|嫁到|闺女|女儿|女娃|女孩|女户|妇女|媳妇|离婚|离了婚|丧偶|寡妇|上门女婿|入赘|男丁|男子)"
OUTSIDER = r"(?:外来|外地|外头|外村|租户|租客|租房|承租人|流动人口|非本村|非本社区|暂住|外卖|快递|农民工)"
BENEFIT = (
    r"(?:低保|救助|救济|补贴|补助|福利|待遇|养老|医保|社保|分红|证明|盖章|选举权|被选举|选举资格|参选|入学|上学|幼儿园"
    r"|门禁|办理|手续|服务)"
)

RULES = (
    _rule(
        "fine",
        rf"罚款|罚金|违约金|(?:处以?|罚|扣)[^，。；]{{0,4}}{MONEY}|罚钱|(?:一张|一次|每次|每人次|违者|逮着)[^。]{{0,6}}(?:交|缴){MONEY}",
        rf"{FORBIDS}[^。；]{{0,12}}(?:罚|扣)|{BY_LAW}|合同约定",
        [("行政处罚法", "第十六条")],
        mark(
            "Only laws, regulations and rules may set a penalty. A pact may neither fine nor deduct money."
        ),
        mark(
            "Whoever breaks the pact is talked to and asked to put it right; damage is made good at its cost."
        ),
    ),
    _rule(
        "utilities",
        r"(?:停|断|切断|中断|限制|限|掐|拉了?|暂停|关停|不供|不予供|不给)[^，。；]{0,6}(?:水|电|闸|气|暖|热|燃气|网)"
        r"|(?:水|电|气|闸|水电卡|电卡|水卡)[^，。；]{0,4}(?:掐|拉了|停了|断了|充不了|不予充|限)",
        rf"{FORBIDS}[^。；]{{0,12}}(?:停|断|限|切|掐)|也不能断|检修|维修|抢修|临时|提前|通知|关灯|随手|节约",
        [("民法典", "第九百四十四条")],
        mark("Water, power, gas and heat may not be cut to make somebody pay or obey."),
        mark(
            "Whoever is late with a fee is reminded; if that does not help, the way is mediation or the court."
        ),
    ),
    _rule(
        "petition",
        rf"(?:{BAN}|不要)[^。；]{{0,14}}(?:上访|信访|越级|非访|缠访|投诉|举报|起诉|诉讼|打官司|控告|告状|去告|12345|热线|媒体)"
        r"|(?:先|须|必须|应当)[^。；]{0,10}(?:同意|批准|点头)[^。；]{0,8}(?:上访|信访|投诉|举报|起诉|拨打)"
        r"|(?:没有|未经)[^。；]{0,12}(?:同意|点头|批准|许可)[^。；]{0,10}(?:上访|信访|投诉|举报|起诉|热线|12345)",
        r"(?:不得|不许|严禁|禁止|谁也不许|任何人不)[^。；]{0,10}(?:阻挠|阻止|限制|干涉|干预|妨碍|打击|报复|泄露|压制|找[^。]{0,3}麻烦)"
        r"|诬告|捏造|围堵|冲击|扰乱|举报的不许往外说",
        [("宪法", "第四十一条"), ("信访工作条例", "第十七条"), ("民事诉讼法", "第三条")],
        mark(
            "Petition, complaint and court are rights of everybody; a pact may advise a way, not close one."
        ),
        mark(
            "Residents may first talk to the committee or a mediator; every lawful way stays open to them."
        ),
    ),
    _rule(
        "liberty",
        r"扣留|扣人|关押|拘禁|看管|软禁|关在|关起来|搜身|搜查|开包检查|游街|罚站|罚跪|跪|体罚|捆|绑起|(?:罚|责令|强制)[^，。；]{0,3}(?:清扫|扫|打扫|劳动|义务工|做工|干活)"
        r"|(?:进入|入)[^，。；]{0,6}(?:家中|户内|住宅|室内|屋)[^。；]{0,12}(?:检查|不得拒绝|不许拦)|限制[^，。；]{0,6}(?:出入|外出|自由|行动)",
        rf"{FORBIDS}[^。；]{{0,10}}(?:扣留|拘|搜|关人|体罚|硬闯|限制|动手)|征得|同意",
        [("宪法", "第三十七条"), ("民法典", "第一千零一十一条")],
        mark("Nobody but the organs named by law may hold, search or punish a person, or enter a home."),
        mark("Whoever sees an offence calls the police; a home is entered only with its owner's consent."),
    ),
    _rule(
        "property",
        r"没收|充公|收缴|收归|锁车|锁住|扣车|扣押|拖走|砸|强拆|变卖|当废品卖|贱卖|(?:物品|东西|车|鸡|鸭|菜|苗木)[^。；]{0,14}(?:归|拔了归)[^。；]{0,4}(?:集体|社区|村|物业|谁|公家)"
        r"|(?:谁都|任何人|都)可以(?:拔|拿走|搬走|拆)",
        rf"{FORBIDS}[^。；]{{0,8}}(?:没收|扣|锁|拖|砸|变卖)|{BY_LAW}",
        [("宪法", "第十三条"), ("民法典", "第二百六十七条")],
        mark("Private property may not be seized, kept, sold or destroyed by a pact."),
        mark("The owner is asked to take it away by a day; if not, the competent office is told."),
    ),
    _rule(
        "faith",
        rf"(?:{BAN}|限期退|必须退|撤掉)[^。；]{{0,14}}(?:信教|信仰|入教|传教|退教|宗教|教堂|礼拜|祷告|念经|烧香|拜佛|僧|道士|信[^。；，]{{0,3}}教)"
        r"|(?:有信|信的|信教|供菩萨|供佛|供奉|入教)[^。；]{0,10}(?:别在|退出|撤掉|搬走|赶)|限期退出[^。]{0,4}教",
        r"邪教|封建迷信|非法|明火|防火|自由|歧视|干涉",
        [("宪法", "第三十六条")],
        mark("Faith is free: nobody may be made to believe or not to believe, or be treated worse for it."),
        mark("Everybody's faith is respected; fire and noise rules hold for every gathering alike."),
    ),
    _rule(
        "marriage",
        r"(?:结婚|娶|嫁|婚事|办酒|再婚|改嫁|离婚|离异)[^。；]{0,12}(?:须|必须|应当|要|先|得)[^。；]{0,10}(?:同意|批准|报批|点头|答应|保证金|押金)"
        rf"|{BAN}[^。；]{{0,14}}(?:通婚|结婚|离婚|再婚|改嫁|同姓)|(?:两口子|夫妻)[^。；]{{0,4}}不(?:准|许|得|能)离|不(?:准|许|得)离(?:婚)?，",
        r"不得干涉|任何人不得|婚姻自由|自愿|包办",
        [("宪法", "第四十九条"), ("民法典", "第一千零四十二条"), ("民法典", "第一千零四十六条")],
        mark("Whether and whom one marries or leaves is for the two alone."),
        mark("Simple weddings and small gifts are encouraged; nobody needs leave to marry or to part."),
    ),
    _rule(
        "women",
        rf"{WOMEN}[^。；]{{0,28}}(?:不再|不享|不得|不能|不分|不予|没有?她|没她|无权|取消|收回|交回|迁出|放弃|减半|算半|按男|只给|没份|外人)"
        r"|按男丁|只(?:分|给)男|传男不传女",
        r"不得(?:以|因)|不论|平等|一个样|都一样|同等|受虐|家暴|不答应",
        [("妇女权益保障法", "第五十五条"), ("妇女权益保障法", "第五十六条")],
        mark("Women keep land, home and share whether unmarried, married, divorced or widowed."),
        mark("Every member takes an equal share, whatever sex and whether married or not."),
    ),
    _rule(
        "levy",
        rf"(?:每户|每家|一家|各户|每人|按人头|人均|各商铺|商户|商铺|家家|业主|村民|居民|全楼)[^。；]{{0,16}}(?:缴|交|捐|集资|赞助|出资|筹|平摊|出{MONEY}|出两|掏)[^。；]{{0,12}}(?:{MONEY}|费|款|钱|不掏|定数)"
        rf"|摊派|强制[^，。；]{{0,4}}(?:捐|集资)|捐款不少于|不(?:出|掏|捐|交)[^。；]{{0,3}}(?:的|钱的)[^。；]{{0,4}}(?:上门|不让|不准|不得)",
        rf"自愿|愿意出|{FORBIDS}[^。；]{{0,6}}摊派|经[^。；]{{0,10}}(?:会议|大会|表决|共同)[^。；]{{0,6}}(?:决定|通过|讨论)|维修资金|水费|电费|合同约定|一起投票",
        [("慈善法", "第三十二条"), ("民法典", "第二百七十八条"), ("村民委员会组织法", "第二十七条")],
        mark("Money may be gathered freely given, or as the meeting decided that the law calls for."),
        mark("Gifts are voluntary; a charge on all is decided by the meeting of residents or owners."),
    ),
    _rule(
        "disclosure",
        r"(?:公布|公示|公开|张贴|曝光|通报|贴纸|贴出|发到|发布|滚动|播放|上墙|喊|写明|晒)[^。；]{0,20}(?:姓名|名字|名单|照片|身份证|住址|门牌|房号|几栋|几号|人员|病|隐私)"
        r"|(?:姓名|名字|名单|房号|照片|视频|录像|身份证|住址|门牌|病情)[^。；]{0,14}(?:公布|公示|公开|张贴|曝光|通报|贴|发到|发布|播放|上墙|示众)",
        rf"{FORBIDS}[^。；]{{0,14}}(?:公布|公开|发到|传播|泄露|到处讲)|隐去|匿名|本人同意|同意后|工作人员|网格员|委员会成员|楼长",
        [("个人信息保护法", "第二十五条"), ("民法典", "第一千零三十三条")],
        mark("Names, homes, pictures, debts and illnesses are personal: published only with own consent."),
        mark(
            "Cases are told without names, pictures or addresses; debts are spoken of with the person alone."
        ),
    ),
    _rule(
        "judging",
        rf"{WORST}|(?:打分|扣分|积分|评分|打星|评级|排名|星级)|(?:大会|开大会|会上|台上)[^。；]{{0,8}}(?:检讨|认错|说说自己|站起来|亮相)|作检讨|检讨书|写检讨|(?:最脏|最差|最懒)[^。；]{{0,8}}(?:户|的|家)|挂个?牌|点名批评|贴标签",
        r"不评(?:议)?(?:具体)?(?:个人|哪)|不打分|不排名|不搞|不设|工作人员|服务质量|物业企业",
        [("宪法", "第三十八条"), ("民法典", "第九百九十条"), ("民法典", "第一千零二十四条")],
        mark("A pact may speak of customs; it may not rank, shame or brand persons and households."),
        mark("Customs are discussed without names; good deeds are told with the person's consent."),
    ),
    _rule(
        "benefits",
        rf"(?:取消|停发|扣发|停用|停止|暂停|剥夺|不予|不给|不得|不能|别想|不再|拒绝)[^。；]{{0,10}}{BENEFIT}|{BENEFIT}[^。；]{{0,8}}(?:别想|不给|不收|取消|停发|停用|扣|免谈|不予)",
        rf"{FORBIDS}[^。；]{{0,20}}(?:取消|停发|扣发|克扣|剥夺|拒绝)|不得以|依法享有|一分不能少|主动告知|上门帮|评选|推荐|消防",
        [("社会救助法", "第四条"), ("宪法", "第三十四条"), ("宪法", "第四十五条")],
        mark("What the law gives (aid, papers, school, vote) cannot be taken away by a pact."),
        mark("Rights and public services stay as they are; who breaks the pact is talked to."),
    ),
    _rule(
        "outsiders",
        rf"{OUTSIDER}[^。；]{{0,22}}(?:不得|不准|不能|不许|禁止|无权|押金|押着|加收|另收|须向|只能)|(?:只|仅)(?:限|供|给)[^。；]{{0,4}}(?:本村|本地|户籍)",
        r"依法|同等|一样|派出所|登个记|违停|堵塞|消防|慢点|超速",
        [("宪法", "第三十三条"), ("城市居民委员会组织法", "第二条")],
        mark("Who lives here without local registration has the same services and courtesies."),
        mark("Services of the community are open to all who live here, owners and tenants alike."),
    ),
    _rule(
        "authority",
        r"(?:公约|规约|章程|规矩)[^。；]{0,8}(?:优先|高于|大过)|(?:不一致|抵触|冲突)[^。；]{0,6}以本(?:公约|规约|章程)|(?:管不到|管不着)"
        r"|(?:主任|书记|村委|居委会|两委|物业公司|公司|理事会|会长)[^。；]{0,12}(?:随时|自行|单方|一个人|说了算|有权修改|可以修改|直接修改|签字|盖章)[^。；]{0,8}(?:修改|生效|通过|说了算|算数|执行)?"
        r"|解释权归|视为同意|不再?(?:提交|经)[^。；]{0,10}(?:会议|表决|讨论)",
        r"接受[^。；]{0,6}监督|相抵触的，以法律|以法律、?法规为准",
        [
            ("村民委员会组织法", "第二十七条"),
            ("城市居民委员会组织法", "第三十条"),
            ("立法法", "第九十八条"),
        ],
        mark("A pact stands below the law, and only the meeting of those it binds can make or change it."),
        mark("Where the pact contradicts the law, the law holds; changes are decided by the meeting."),
    ),
    _rule(
        "filing",
        r"(?:无需|无须|不需|不需要|不必|不用|免于|不再|不报|不)(?:[^。；，]{0,4})(?:备案|报送|报街道|报乡镇|报镇|报政府|政府审查|审查|给镇上看|给街道看|对外公布|公布|往外贴|张贴)",
        r"不断|隐去|姓名|个人信息|本人|依法不公布|账",
        (),
        mark(
            "A pact is filed with the street, town or district and published; that body may have it mended."
        ),
        mark("The pact, once adopted, is filed with the subdistrict or town and published to everybody."),
    ),
)


def sentences(text: str) -> list[str]:
    """The sentences of a clause."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]


def check_clause(text: str) -> list[Flag]:
    """Every rule that finds something in a clause, with the sentence and the words. It never decides."""
    flags = []
    for sentence in sentences(text):
        for rule in RULES:
            found = rule.finds.search(sentence)
            if found and not rule.unless.search(sentence):
                flags.append(Flag(rule, sentence, found[0]))
    return flags
