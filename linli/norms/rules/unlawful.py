# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of what a pact may not say: alternatives are regular expressions over one sentence.

Articles are named by law and number; their words are in the library, on the day of the check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.kernel.problem import mark

BOTH = (("城市居民委员会组织法", "第三十一条"), ("村民委员会组织法", "第三十一条"))
NOT = r"(?:不得|不准|不许|不让|不能|不可|禁止|严禁|一律不|杜绝|放弃)"
SPARES = (
    r"(?:不得|不能|不该|不许|不兴|不以|不再以|不设|不搞|不要|不行使|不查验|不附加|严禁|禁止|任何人不|别)"
)
SUM = (
    r"(?:[0-9零一二三四五六七八九十百千万两几]+\s*(?:元|块|角)|[二三四五六七八九两]?[十百千万]"
    r"|千分之|百分之|[0-9]{2,})"
)
OFFICE = (
    r"依法|由法院|法院判|有关部门|主管部门|执法|公安|行政机关|行政处罚|管理部门作出"
    r"|消防救援|派出所|交警|报警|110"
)
WOMEN = (
    r"(?:出嫁|外嫁|嫁出|嫁到|闺女|女儿|女娃|女孩|女性|女子|女户|已婚|孕期|妇女|媳妇|离婚|离了婚|丧偶|寡妇|女婿|入赘"
    r"|无男|男丁|没有儿子)"
)
OUTSIDER = (
    r"(?:外来|外地|外省|外头|外村|租户|租客|租房|承租人|流动人口|非本村|非本社区|非本地|非户籍|暂住|外卖|快递|农民工"
    r"|打工的|没有本地户口)"
)
BENEFIT = (
    r"(?:低保|救助|救济|补贴|补助|福利|待遇|养老|医保|社保|医疗|分红|证明|盖章|签章|选举权|被选举|选举资格|参选|入学"
    r"|上学|幼儿园|学位|门禁|手续|水电|公租房|后续诉求)"
)
PERSONAL = (
    r"(?:姓名|名字|名单|照片|身份证|手机号|住址|门牌|房号|几栋|几号|病|隐私|个人信息"
    r"|情节|出入记录|录像|视频|收入)"
)


@dataclass(frozen=True)
class LegalityRule:
    """A kind of unlawful clause: what finds and excuses it, why it fails, what to say instead."""

    kind: str
    finds: re.Pattern[str]
    unless: re.Pattern[str]
    articles: tuple[tuple[str, str], ...]
    why: str
    proposes: str


def _rule(
    kind: str,
    finds: tuple[str, ...],
    unless: tuple[str, ...],
    articles: tuple[tuple[str, str], ...],
    why: str,
    proposes: str,
) -> LegalityRule:
    found, excused = re.compile("|".join(finds)), re.compile("|".join(unless))
    return LegalityRule(kind, found, excused, (*articles, *BOTH), why, proposes)


RULES = (
    _rule(
        "fine",
        (
            r"罚款|罚金|罚没|罚钱|违约金|惩戒金|惩罚金|保证金不退|经济(?:处罚|制裁)|双倍(?:赔|缴|交|收)",
            rf"(?:处以?|罚|扣|扣除|扣掉|扣减)[^，。；]{{0,6}}{SUM}",
            rf"(?:一张|一次|每次|每日|每人次|每例|违者|逮着|发现)[^。]{{0,10}}(?:交|缴|收取|计收){SUM}",
        ),
        (rf"{SPARES}[^。；]{{0,12}}(?:罚|扣)", OFFICE, "合同约定"),
        (("行政处罚法", "第十六条"),),
        mark(
            "Only laws, regulations and rules may set a penalty. A pact may neither fine nor deduct money."
        ),
        mark("Whoever breaks the pact is asked to put it right; damage is made good at what it cost."),
    ),
    _rule(
        "utilities",
        (
            r"(?:停(?![到放在车])|断|切断|中断|中止|限制|限|掐|拉了?|暂停|关停|关闭|封|不供|不予供|不给)[^，。；]{0,8}"
            r"(?:水|电(?![动瓶梯话视])|闸|气|阀|暖|热)",
            r"(?:水|电|气|闸|暖气|水电卡|电卡|水卡)[^，。；]{0,6}(?:掐|拉了|停了|断了|充不了|不予充|限|中止|关掉|停掉)",
        ),
        (
            rf"{SPARES}[^。；]{{0,12}}(?:停|断|限|切|掐|关)",
            r"也不能断|检修|维修|抢修|爆管|临时|提前|通知|关灯|随手|节约|低于|错峰|喧哗|热心|关好",
        ),
        (("民法典", "第九百四十四条"),),
        mark("Water, power, gas and heat may not be cut to make somebody pay or obey."),
        mark("Whoever is late is reminded; if that does not help, the way is mediation or the court."),
    ),
    _rule(
        "petition",
        (
            rf"(?:{NOT}|不要|擅自|越级)[^。；]{{0,16}}(?:上访|信访|非访|缠访|投诉|举报|起诉|诉讼|打官司|控告|告状|去告|上告|12345|热线|媒体|向上级|曝光)",
            r"(?:先|须|必须|应当|没有|未经)[^。；]{0,12}(?:同意|批准|点头|许可)[^。；]{0,10}(?:上访|信访|投诉|举报|起诉|热线|12345)",
            r"(?:进京访|集体访|上访|信访|投诉|举报|告状)[^。；]{0,12}(?:费用|取消|除名|后果自负|追究|扣|开除|一票否决|写检查)",
            r"(?:仲裁|调解|裁决|决定)[^。；]{0,6}(?:终局|为最终)",
        ),
        (
            r"(?:不得|不许|严禁|禁止|任何人不)[^。；]{0,10}(?:阻挠|阻止|限制|干涉|干预|妨碍|打击|报复|泄露|压制|找[^。]{0,3}麻烦)",
            r"诬告|捏造|围堵|冲击|扰乱|举报的不许往外说|有权",
        ),
        (("宪法", "第四十一条"), ("信访工作条例", "第十七条"), ("民事诉讼法", "第三条")),
        mark(
            "Petition, complaint and court are rights of everybody; a pact may advise a way, not close one."
        ),
        mark(
            "Residents may first talk to the committee or a mediator; every lawful way stays open to them."
        ),
    ),
    _rule(
        "liberty",
        (
            r"扣留|扣人|留置|关押|拘禁|看管|软禁|关在|关起来|关到|搜身|搜查|盘查|开包检查|游街|罚站|罚跪|跪|体罚|捆|绑起|押送",
            r"(?:罚|责令|强制|须|必须|应当)[^，。；]{0,6}(?:清扫|扫|打扫|劳动|义务工|做工|干活|出工)[^，。；]{0,8}(?:天|日|小时|回|次)",
            r"罚[^，。；]{0,3}(?:扫|打扫|清扫|劳动|挑|挖)",
            r"(?:进入|入|进)[^，。；]{0,6}(?:家中|家里|户内|住宅|室内|屋)[^。；]{0,12}(?:检查|查看|不得拒绝|不许拦|无需)",
            r"(?:查验|检查|翻看)[^，。；]{0,6}(?:随身|手机|背包|包裹|物品)|限制[^，。；]{0,6}(?:出入|外出|自由|行动)",
        ),
        (
            rf"{SPARES}[^。；]{{0,12}}(?:扣留|拘|搜|关人|体罚|硬闯|限制|动手|查验|强制)",
            "征得|同意|自愿|货物",
        ),
        (("宪法", "第三十七条"), ("民法典", "第一千零一十一条")),
        mark("Nobody but the organs named by law may hold, search or punish a person, or enter a home."),
        mark("Whoever sees an offence calls the police; a home is entered only with its owner's consent."),
    ),
    _rule(
        "property",
        (
            r"没收|充公|收缴|收归|锁车|锁住|锁上|扣车|扣押|扣下|拖走|砸|强拆|变卖|卖掉|当废品卖|贱卖|抵偿|抵债|自行处分|任意处置",
            r"(?:物品|东西|杂物|车|鸡|鸭|狗|菜|树|苗木|摊位|设备|货物)[^。；]{0,16}(?:归集体|归社区|归村|归物业|归公|归谁|予以拆除|清走|扔掉|处理掉|概不赔偿|损失自负)",
            r"(?:谁都|任何人|都)可以(?:拔|拿走|搬走|拆|牵走)",
        ),
        (rf"{SPARES}[^。；]{{0,8}}(?:没收|扣|锁|拖|砸|变卖|处置)", OFFICE, "归还|共同决定|失主"),
        (("宪法", "第十三条"), ("民法典", "第二百六十七条")),
        mark("Private property may not be seized, kept, sold or destroyed by a pact."),
        mark("The owner is asked to take it away by a day; if not, the competent office is told."),
    ),
    _rule(
        "faith",
        (
            rf"(?:{NOT}|限期退|必须退|撤掉|拆掉|无)[^。；]{{0,14}}(?:信教|信仰|入教|传教|退教|宗教|教会|教堂|礼拜|祷告|念经|诵经|烧香|拜佛|僧|道士|信[^。；，]{{0,3}}教)",
            r"(?:有信|信的|信教|供菩萨|供佛|供奉|入教|教徒)[^。；]{0,12}(?:别在|退出|撤掉|搬走|赶|不得|不能|不收)",
            r"(?:须|必须|应当|都要|一律)[^。；]{0,12}(?:参与庙会|祭神|拜祖|拜神|进香|参加祭|入教|供奉)",
        ),
        ("邪教|封建迷信|非法|明火|防火|自由|歧视|不得干涉|不以|受法律保护|自愿",),
        (("宪法", "第三十六条"),),
        mark("Faith is free: nobody may be made to believe or not to believe, or be treated worse for it."),
        mark("Everybody's faith is respected; fire and noise rules hold for every gathering alike."),
    ),
    _rule(
        "marriage",
        (
            r"(?:结婚|娶|嫁|婚事|婚礼|婚姻|联姻|订婚|办酒|再婚|改嫁|离婚|离异)[^。；]{0,14}(?:须|必须|应当|应|要|先|得|经)[^。；]{0,10}(?:同意|批准|报批|点头|答应|许可|认可|保证金|押金)",
            rf"{NOT}[^。；]{{0,14}}(?:通婚|结婚|离婚|再婚|改嫁|同姓|联姻)",
            r"不(?:准|许|得|能)离|周岁[^。；]{0,8}(?:婚|嫁|娶)[^。；]{0,16}(?:不予|不得|不准|追缴)",
        ),
        ("不得干涉|任何人不得|婚姻自由|自愿|包办|做主",),
        (("宪法", "第四十九条"), ("民法典", "第一千零四十二条"), ("民法典", "第一千零四十六条")),
        mark("Whether and whom one marries or leaves is for the two alone."),
        mark("Simple weddings and small gifts are encouraged; nobody needs leave to marry or to part."),
    ),
    _rule(
        "women",
        (
            rf"{WOMEN}[^。；]{{0,28}}(?:不再|不享|不得|不能|不分|不予|不算|没有?她|没她|无权|取消|收回|交回|收归|迁出|放弃|减半|算半|按男|只给|没份|外人)",
            "按男丁|只(?:分|给|传)男|传男不传女|男户主",
        ),
        ("不得(?:以|因)|不论|不因|平等|一个样|都一样|同等|受虐|家暴|不答应|法律另有规定",),
        (("妇女权益保障法", "第五十五条"), ("妇女权益保障法", "第五十六条")),
        mark("Women keep land, home and share whether unmarried, married, divorced or widowed."),
        mark("Every member takes an equal share, whatever sex and whether married or not."),
    ),
    _rule(
        "levy",
        (
            rf"(?:每户|每家|一家|各户|每人|按人头|人均|各商铺|商户|商铺|家家|业主|村民|居民|住户|全楼|企业|车辆|入住)[^。；]{{0,18}}(?:缴|交|捐|收取|集资|赞助|出资|筹|平摊|出{SUM}|出两|掏)[^。；]{{0,12}}(?:{SUM}|费|款|钱|基金|公益金|不掏|定数)",
            r"摊派|强制[^，。；]{0,4}(?:捐|集资)|捐款不少于|养路钱|过路费|概不退还|建设基金",
            r"不(?:出|掏|捐|交)[^。；]{0,3}(?:的|钱的|者)[^。；]{0,6}(?:上门|不让|不准|不得|停权|别想)",
        ),
        (
            rf"自愿|愿意出|{SPARES}[^。；]{{0,6}}摊派|维修资金|水费|电费|合同约定|一起投票|罚|违约|捐赠人意愿",
            r"(?:经|由)[^。；]{0,12}(?:会议|大会|表决|共同)[^。；]{0,8}(?:决定|通过|讨论|投票)",
        ),
        (("慈善法", "第三十二条"), ("民法典", "第二百七十八条"), ("村民委员会组织法", "第二十七条")),
        mark("Money may be gathered freely given, or as the meeting decided that the law calls for."),
        mark("Gifts are voluntary; a charge on all is decided by the meeting of residents or owners."),
    ),
    _rule(
        "disclosure",
        (
            rf"(?:公布|公示|公开|张贴|曝光|通报|贴纸|贴出|发到|发布|滚动|播放|上墙|喊|写明|晒|提供给|转发)[^。；]{{0,20}}{PERSONAL}",
            rf"{PERSONAL}[^。；]{{0,20}}(?:公布|公示|公开|张贴|曝光|通报|贴|发到|发布|播放|上墙|示众|刊登|提供给|转给|广播)",
        ),
        (
            rf"{SPARES}[^。；]{{0,14}}(?:公布|公开|发到|传播|泄露|到处讲|提供)",
            "隐去|匿名|遮挡|本人同意|同意后|工作人员|网格员|委员会成员|楼长|先问本人|正当理由",
        ),
        (("个人信息保护法", "第二十五条"), ("民法典", "第一千零三十三条")),
        mark("Names, homes, pictures, debts and illnesses are personal: published only with own consent."),
        mark("Cases are told without names, pictures or addresses; debts are spoken of in private."),
    ),
    _rule(
        "judging",
        (
            r"黑榜|红黑|黑名单|落后户|后进户|不文明户|失信户|差评户|打分|扣分|积分|评分|打星|评级|排名|星级|信用等级|诚信档案",
            r"(?:大会|会上|台上|广播)[^。；]{0,8}(?:检讨|认错|说说自己|站起来|亮相|道歉)|作检讨|检讨书|写检讨|点名批评|贴标签|训诫|记入档案",
            r"(?:最脏|最差|最懒|最不)[^。；]{0,10}(?:户|的|家|邻居|人)|挂个?牌",
        ),
        ("不评(?:议)?(?:具体)?(?:个人|哪)|不打分|不排名|不搞|不设|工作人员|服务质量|物业企业|参评自愿",),
        (("宪法", "第三十八条"), ("民法典", "第九百九十条"), ("民法典", "第一千零二十四条")),
        mark("A pact may speak of customs; it may not rank, shame or brand persons and households."),
        mark("Customs are discussed without names; good deeds are told with the person's consent."),
    ),
    _rule(
        "benefits",
        (
            rf"(?:取消|停发|扣发|停用|停止|暂停|暂缓|剥夺|不予|不给|不得|不能|别想|不再|拒绝|拒)[^。；]{{0,12}}{BENEFIT}",
            rf"{BENEFIT}[^。；]{{0,10}}(?:别想|不给|不收|取消|停发|停用|扣|免谈|不予|暂缓)",
        ),
        (
            rf"{SPARES}[^。；]{{0,20}}(?:取消|停发|扣发|克扣|剥夺|拒绝)",
            "不得以|不影响|依法享有|一分不能少|主动告知|上门帮|评选|推荐|消防|随到随办",
        ),
        (("社会救助法", "第四条"), ("宪法", "第三十四条"), ("宪法", "第四十五条")),
        mark("What the law gives (aid, papers, school, vote) cannot be taken away by a pact."),
        mark("Rights and public services stay as they are; who breaks the pact is talked to."),
    ),
    _rule(
        "outsiders",
        (
            rf"{OUTSIDER}[^。；]{{0,22}}(?:不得|不准|不能|不许|不纳入|不接收|禁止|无权|押金|押着|预存|加收|另收|须向|须提供|只能|走楼梯)",
            r"(?:只|仅)(?:限|供|给|对)[^。；]{0,4}(?:本村|本地|户籍|产权人|业主)",
        ),
        ("依法|同等|一样|同一|派出所|登个记|违停|堵塞|消防|慢点|超速|限速|法律另有规定",),
        (("宪法", "第三十三条"), ("城市居民委员会组织法", "第二条")),
        mark("Who lives here without local registration has the same services and courtesies."),
        mark("Services of the community are open to all who live here, owners and tenants alike."),
    ),
    _rule(
        "authority",
        (
            r"(?:公约|规约|章程|规矩)[^。；]{0,8}(?:优先|高于|大过|永久有效)|(?:不一致|抵触|冲突)[^。；]{0,6}以本(?:公约|规约|章程)",
            r"管不到|管不着|不影响其适用|解释权归|视为(?:同意|赞成|认可)|事后知会",
            r"(?:主任|书记|村委|居委会|两委|物业公司|公司|理事会|理事长|会长)[^。；]{0,12}(?:随时|自行|径行|单方|一个人|说了算|有权修改|可以修改|直接修改|签字|盖章)[^。；]{0,8}(?:修改|增删|生效|通过|说了算|算数|执行)",
            r"不再?(?:提交|经)[^。；]{0,10}(?:会议|表决|讨论)|(?:五分之一|四分之一|三分之一|少数)[^。；]{0,8}(?:即可|就可以|就算|通过)",
        ),
        ("接受[^。；]{0,6}监督|相抵触的，以法律|以法律、?法规为准",),
        (
            ("村民委员会组织法", "第二十七条"),
            ("城市居民委员会组织法", "第三十条"),
            ("立法法", "第九十八条"),
        ),
        mark("A pact stands below the law, and only the meeting of those it binds can make or change it."),
        mark("Where the pact contradicts the law, the law holds; changes are decided by the meeting."),
    ),
    _rule(
        "filing",
        (
            r"(?:无需|无须|不需|不需要|不必|不用|免于|不再|不报|不|省去|免去)[^。；，]{0,4}(?:备案|报送|报街道|报乡镇|报镇|报政府|政府审查|审查|乡镇审核|街道审核|审核环节|给镇上看|给街道看|对外公布|公布|往外贴|张贴)",
            r"(?:备查|备案)与否|内部文件|不得向(?:居民|村民|业主)提供",
        ),
        ("不断|隐去|姓名|个人信息|本人|账",),
        (),
        mark(
            "A pact is filed with the street, town or district and published; that body may have it mended."
        ),
        mark("The pact, once adopted, is filed with the subdistrict or town and published to everybody."),
    ),
)
