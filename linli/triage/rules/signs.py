# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signs of the hard routes: plain lists, read by ``hard``. Edit them; the tests tell what is missed."""

from __future__ import annotations

from ..vocab import HardRoute

CHILD = (
    r"孩子|小孩|女生|男生|表妹|表弟|补习班|托管班|小明|小红|才十[一二三四五六七]|儿童|娃|幼儿园|班上|同学|兄妹|姐弟|少女|幼儿|小朋友|女童|男童|婴儿|"
    r"宝宝|未成年|学生|女儿|儿子|侄女|侄子|外甥|孙女|孙子|小女孩|小男孩|小姑娘|\bchild(?:ren)?\b|\bkids?\b|\bpupils?\b|"
    r"\bclass \d\b|\bteachers?\b|\btoddler|\bbaby\b|\bson\b|\bdaughter\b|\bboys?\b|"
    r"\bgirls?\b|\bnephew\b|\bniece\b|(?<!\d)1?\d\s?岁|(?<![一二三四五六七八九])十?[一二三四五六七八九十]岁|"
    r"\byear[- ]old\b|\bkindergarten\b|\bstudents?\b|\binfant\b|\bteen"
)
HOME = (
    r"老公|丈夫|女朋友|喝(?:醉|了酒)回来|喝醉酒就|男人|女人|女的|妹夫|姐夫|我妹|我姐|嫂|弟媳|公爹|岳|离婚|复婚|结婚|分手|老头子|老伴|爷爷|奶奶|外公|"
    r"外婆|孙子|儿媳妇|老婆|妻子|前夫|前妻|男友|男朋友|女友|家里|公婆|婆婆|公公|儿媳|爸|妈|父亲|母亲|夫妻|两口子|对象|同居|女婿|儿子|媳妇|老头|弟弟|"
    r"哥哥|妹妹|姐姐|离了婚|嫁|闺女|\bhusband|\bex\b|\bson\b|\bdaughter\b|\bbrother\b|\bwife\b|"
    r"\b(?:ex|boy|girl)-?friend\b|\bpartner\b|\bspouse\b|\bfather\b|\bmother\b|\bdad\b|"
    r"\bmum\b"
)
OFFICE = (
    r"书记|主任|局长|交警|协管|督察|校长|院长|副?镇长|副?乡长|副?县长|副?区长|副?市长|科长|处长|所长|队长|站长|村长|村支书|村官|干部|公务员|民警|"
    r"警察|城管|法官|网格长|网格员|社工站|工作人员|科员|委员|(?<!尊敬的)领导(?!您|你|们|好|[：:，,])|考官|市场监管|户籍|派出所|收费站|巡查队|执勤|股长|管所|民政|招标办|纪委|组长|经办|会计|"
    r"支书|执法|\bofficials?\b|\bofficers?\b|\bsecretary\b|\bdirector\b|\bmayor\b|"
    r"\binspectors?\b|\bclerk\b|\bchief\b|\bguards?\b|\btax\b|\bhousing\b|\bcouncil\w*|"
    r"\bcommittee\b"
)
HIT = (
    r"打(?!印|车|篮球|球|乒|羽|疫苗|扫|工|电话|针|卡|火|桩|狂犬|烊|开|折|听|算|扰|牌|麻将|游戏|招呼|滑|水|磨|造|包|捞|理|电|官司|非|鼾|呼|底|饭|不着|不通|不开|到车|的(?:去|回)|表|药|井|地基|围|一份|个电话|了?好几个电话|12|1\d\d|市|拼|交道|招|通|气|农药|扮|动|量|破|分|击)|"
    r"揍|抽耳光|揪|扇(?:我|她|他|耳光|巴掌)|掐(?:我|她|他|脖|住)|拳打脚踢|动手|踢(?:我|她|他)|扯(?:着)?(?:我|她)?(?:的)?头发|"
    r"打老婆|打媳妇|烫(?!手|金|发)|捆(?!绑销)|绑(?!定|卡)|砸|泼|折磨|伤害|欺负|踹|推(?:下|倒)|\bbeat(?:s|en|ing)?\b|"
    r"\bhit(?:s|ting)?\b|\bslap|\bpunch|\bchok|\bkick|\bstrangl"
)

# route -> (sign, what must stand near it or nothing)
SIGNS: dict[HardRoute, tuple[tuple[str, str], ...]] = {
    HardRoute.LIFE: (
        (
            r"(?<!不)着(?:了)?火(?!了?没)|起火|失火|大火|冒(?:浓|黑)烟|浓烟|爆炸|火苗|火势|烧起来|"
            r"\bon fire\b|\bburning\b|"
            r"\bexplosion|\bexploded",
            "",
        ),
        (
            r"被困|出不来|关了.{0,4}人|卡(?:在.{0,3}楼|住了?(?:人|出)|在里)|困在|困住|困了|埋(?:在|住|了)|压在|\btrapped\b|"
            r"\bburied\b|\bstuck in (?:the|an?) (?:lift|elevator)",
            "",
        ),
        (
            r"(?:燃气|煤气|天然气)管.{0,6}(?:断|破|裂|挖)|(?:煤气|燃气|天然气|瓦斯|液化气).{0,10}(?:漏|泄|味|臭)|"
            r"(?:闻到|味道).{0,8}(?:煤气|燃气|天然气)|一氧化碳|煤气中毒|\bsmell(?:s|ing)? (?:of )?gas\b|"
            r"\bgas (?:is )?leak|\bcarbon monoxide",
            "",
        ),
        (
            r"(?:拿|持|提|举|挥|带|操|掏|抽)(?:着|起|了|出)?(?:一?把)?.{0,3}刀|互砍|"
            r"(?:拿|持|提|举)(?:着|了)?.{0,3}(?:斧|枪|汽油)|泼.{0,3}(?:汽油|硫酸|酸)|汽油.{0,4}(?:倒|浇|泼)|"
            r"(?:倒|浇|泼).{0,4}汽油|卸.{0,4}(?:腿|手|胳膊)|(?:枪|刀|剪刀|斧头).{0,3}(?:指|对|划|顶|架)|开枪|"
            r"砍(?:人|我|伤|死|了)|捅(?:人|我|了|死|伤)|要杀|杀了?(?:我|人|他|她|你|全家)|绑架|劫持|抢劫|\bknife\b|\bgun\b|"
            r"\bstabb?|\bkidnap|\bgoing to kill|\bthreaten\w* to kill",
            "",
        ),
        (
            r"吞(?:下|进|了)|脸(?:发|都)?(?:青|紫)|差点(?:摔|掉|淹)|痛得.{0,4}(?:站|直|打滚)|要生了|吸不上气|哮喘.{0,3}(?:发作|犯)|"
            r"(?:人|他们)没(?:上|出)来|放水.{0,12}游泳|好多血|都是血|叫不(?:醒|应|答应)|喊不(?:醒|应|答应)|说不出话|动不了|"
            r"没(?:有)?(?:反应|意识|知觉)|不动了|漂着|呼吸困难|喘不(?:上|过)气|中毒|毒蘑菇|野蘑菇|昏(?:倒|迷|过去)|晕倒|晕过去|"
            r"没有?(?:了)?(?:呼吸|心跳)|不省人事|心脏病发|心梗|脑梗|中风倒|吐血|大出血|触电|电(?:倒|死)了?人?|溺水|落水|"
            r"掉(?:进|到|下|入).{0,6}(?:河|江|湖|井|水库|水里|塘|鱼塘|下水道|化粪池|坑)|抽搐|休克|奄奄一息|快不行了|农药(?!残|店|瓶子|价|补)|"
            r"安眠药|口吐白沫|流(?:了好多|了很多|着)?血|满.{0,3}血|血流|百草枯|割腕|煤气罐|"
            r"\bunconscious|\bnot breathing|"
            r"\bstopped breathing|\bcollapsed\b|\bheart attack|\bdrown|\belectrocut|\bseizure|"
            r"\bbleeding",
            "",
        ),
        (
            r"不想(?:再)?活|一了百了|抑郁症.{0,4}(?:犯|复发)|撑不(?:下去|住)|熬不下去|楼顶(?:边|上坐)|(?:坐|站)在.{0,4}楼顶|"
            r"悬在(?:外|半空)|药.{0,4}(?:准备好|吞|全吃)|吞(?:了)?.{0,4}药|活着(?:没|太|好|也|有什么|真|干)|不如死|跳下去|跳下来|"
            r"从.{0,4}楼.{0,4}跳|活不下去|不活了|寻死|轻生|跳楼|跳江|跳河|跳桥|自杀|自尽|想死|了断|结束(?:自己的?)?(?:生命|这一切)|上吊|遗书|"
            r"一死了之|死给|\bkill (?:myself|himself|herself|themselves)|\bsuicid|"
            r"\bend (?:my|his|her|it all|my own) ?(?:life|all)?|\bdon'?t want to live|"
            r"\bjump(?:ing)? off|\bno reason to live|\bwant to die",
            "",
        ),
        (
            r"(?:要|快|马上|随时|就要|可能)(?:会|要)?(?:塌|倒|垮|坍塌|断|掉下)(?!闭|霉)|掉(?:进去|下去|下楼)|摔(?:进|下去|下楼|下来)|"
            r"(?:掉|摔|跌)了(?:下来|下去|进去)|冰面|噼里啪啦|冒?火花|高压线|坠|砸(?:到|中|伤|死)|塌(?:了|方|下)|垮(?:了|塌|下)|滑坡|泥石流|"
            r"决堤|山洪|墙倒|裸露的?电线|电线.{0,6}(?:掉|断|垂)|(?:电线|电箱).{0,8}(?:冒火|火花|漏电)|漏电|\bcollaps(?:e|ing)|"
            r"\blandslide|\blive wire|\bfallen (?:power|electric)|\bsparks?\b|\bhissing\b|"
            r"\babout to fall\b|\bgas (?:main|pipe)|\bfell (?:down|off|from|into|through)\b|"
            r"\bno answer|\bdoes(?: not|n.t) answer|\bshot\b|\bon the roof\b|\bflood|\bpills\b|"
            r"\boverdos|\bpoison|\bnobody will miss|\bsmoke\b|\bset fire\b|\bfire!|\bcan.t breathe|"
            r"\bnot (?:moving|responding|breathing)|\bwon.t wake",
            "",
        ),
        (
            r"没(?:有)?(?:饭|东西)吃.{0,8}(?:天|饿)|饿(?:了)?[\d一二两三四五几]+天|断粮|断药|"
            r"(?:烧|燃).{0,10}(?:管道|油库|加油站|电线|轮胎)|(?:火|煤气灶?|燃气灶?).{0,3}(?:开着|没关)|救命|"
            r"(?:弄|打|整|害|毒|砸|撞|压|淹|烧|饿|冻|病|摔|逼|搞)死|出人命|人命关天|死人了|"
            r"\bdying\b|\bhelp me please he is not",
            "",
        ),
    ),
    HardRoute.CHILD: (
        (
            HIT + r"|"
            r"虐待|虐童|扎针|针眼|体罚|罚站|罚跪|(?:关|锁)(?:在|进|着|起)|跪|堵在|红印|胶带|掐痕|教鞭|抽孩子|露.{0,3}(?:下体|阴)|翻垃圾|单薄|"
            r"肿得|按在|反绑|绑(?:在|着|了)|拴|灌.{0,2}酒|喂.{0,6}(?:药|酒)|雪地|站在(?:雪|雨|太阳)|剪.{0,3}头发|"
            r"抽(?:的|打|了|他|她|我)|衣架|皮带|印子|皮包骨|饿|不(?:让|给|准).{0,6}(?:吃|穿|睡|回家)|遍体鳞伤|淤青|青一块|伤痕|烟头|"
            r"\bbruis|\babus|\blocked (?:in|up)|\bstarv|\bburn(?:s|ed|t)?\b",
            CHILD,
        ),
        (
            r"摸(?:了)?.{0,8}(?:下体|隐私|屁股|胸|身体|大腿)|猥亵|性侵|强奸|侵犯|脱(?:了)?.{0,4}(?:裤|衣)|裸照|不雅|"
            r"(?:亲|吻|抱|搂)(?:了)?(?:她|他|我|女|男|孩子|娃|住)|单独留|卖(?:掉|给|到|了(?:人|我|孩子|娃))|干到半夜|雇(?:了)?|洗杯子|"
            r"卖唱|老光棍|怀(?:了)?孕|大了肚子|跟他(?:走|回)|给.{0,8}(?:糖|零食).{0,10}(?:走|跟)|骗(?:走|去|上车|到)|\bmolest|"
            r"\brape|\bsexual|\btouch(?:ed|es|ing)\b.{0,20}(?:private|inappropriate)|\bnaked|"
            r"\bgroom|\bnude|\btied\b|\bshak(?:es|ing)\b|"
            r"\bsleep(?:s|ing)? (?:in|on) (?:the|a) (?:bus|street|park|bench|station)|"
            r"\b(?:for|sends?|sent) (?:her |his |me )?(?:photos|pictures)|"
            r"\bstand in the (?:snow|rain|sun)|\bpast midnight|\bat the bar\b|\blate at night|"
            r"\bselling\b|\bworks? (?:in|at) (?:a|the) (?:factory|bar|shop|kitchen)|\bdrunk\b|"
            r"\bkiss|\bfollow(?:s|ed|ing)\b|\bcry(?:ing)?\b|\bscream",
            CHILD,
        ),
        (
            r"霸凌|欺凌|校园暴力|收保护费|围殴|逼.{0,8}(?:下跪|喝尿|吃)|孤立.{0,10}(?:打|辱)|\bbull(?:y|ied|ying)",
            "",
        ),
        (
            r"没人(?:管|照看|照顾|要)|无人(?:照看|监护|看管|照顾)|独自(?:在家|一人)|一个人(?:关|锁|留|丢)?在家|锁在(?:家|屋|车)|遗弃|丢弃|弃婴|"
            r"(?:扔|丢)(?:在|掉|了|下)|没有?(?:大)?人(?:照|看|管|理)|捡垃圾|乞讨|流浪|要饭|饿(?:得|着|肚)|没饭吃|\babandon|"
            r"\bleft alone|\bneglect|\bbegging|\balone (?:at home|in (?:the|a) (?:car|house|flat))|"
            r"\bhungry",
            CHILD,
        ),
        (
            r"拐(?:卖|走|骗)|人贩子|被人带走|走失|不见了|失踪|失联|童工|不让.{0,6}(?:上学|读书)|辍学|\bmissing\b|\babduct|"
            r"\btraffick|\bchild labou?r|\bsnatch",
            CHILD,
        ),
        (
            r"童工|虐童|弃婴|拐卖儿童|童养媳|\bchild (?:abuse|labou?r|marriage)",
            "",
        ),
    ),
    HardRoute.VIOLENCE: (
        (
            r"家暴|家庭暴力|(?:他|她)(?:不准|不让|不许)我|不(?:准|让|许)我(?:出门|跟|和|见|联系|回娘家)|冷暴力|人身安全保护令|"
            r"\bdomestic (?:violence|abuse)|\brestraining order",
            "",
        ),
        (
            HIT + r"|"
            r"往死里|打架|吵.{0,6}打|砸东西|摔东西|拿(?:着)?(?:刀|凳|皮带|棍)|威胁|恐吓|关(?:起来|在(?:家|屋))|锁(?:在|起来)|"
            r"不(?:让|准|许).{0,8}(?:出门|出去|回家|见人|用手机)|跟踪|强迫|逼(?:我|她)|虐待|不给.{0,4}(?:饭|吃|药)|鼻青脸肿|出气|蹲守|"
            r"刹车线|藏起来|不许我|牙打掉|smashed|耳光|敲(?:我|她|他|得)|划(?:我|她|伤)|拴|没收|砸(?:锅|门|碗|东西|我|她)|"
            r"摔(?:锅|碗|门|手机)|躲(?:到|在|进)|抽我|吓得|头上起|没自由|满身是伤|身上.{0,4}(?:伤|淤青)|\bthreat|\babus|\bstalk|"
            r"\bafraid of|\bscared of|\block(?:s|ed)? (?:me|her|him|us)\b|\bforc(?:es|ed) me|"
            r"\bbruis|\bhurts? (?:me|her|him)|\bviolent|\bbroke(?:n)? my|\bbroke my|"
            r"\bpush(?:es|ed)? (?:me|her|him)|\btakes? my (?:pension|money|phone|card)|\bset fire|"
            r"\bkept in|\bwon.t let me|\bnot (?:allowed|let) (?:me|her|to)|\bforbids|"
            r"\bcontrol(?:s|led)\b|\bworse next time|\bfollows me",
            HOME,
        ),
        (
            r"(?:隔壁|楼上|楼下|邻居|对门).{0,20}(?:女人|女的|老人|男的|两口子).{0,14}(?:哭喊|惨叫|喊救命|尖叫|求饶)|"
            r"\bscream(?:s|ing)? (?:for help|every night)|\bcrying for help",
            "",
        ),
    ),
    HardRoute.OFFICIAL: (
        (
            r"贪(?:污|了|钱|腐)|受贿|行贿|索贿|收(?:了)?(?:红包|钱|礼|好处|黑钱|烟|茅台|回扣|购物卡)|要(?:红包|好处|回扣|烟)|吃拿卡要|回扣|好处费|"
            r"吃回扣|送(?:了)?(?:钱|礼|红包|烟|两条)|挪用|侵吞|私吞|截留|克扣|冒领|虚报|套取|套(?:了)?.{0,4}(?:补贴|资金|款)|私设小金库|小金库|"
            r"中饱私囊|以权谋私|滥用职权|权钱|打招呼|勾结|保护伞|优亲厚友|暗箱|内定|公款|公车私用|包庇|徇私|充公|腰包|塞钱|白(?:拿|吃)|请客|偷偷.{0,2}卖|"
            r"账户|撞(?:了)?人|动手动脚|占.{0,3}便宜|揣(?:自己|进|兜)|给他.{0,3}[一二两三四五六七八九十\d]+(?:千|万|百)|陪.{0,4}酒|中标|"
            r"说不清|不知去向|通风报信|(?:名字|名义)领|领(?:了)?(?:救济|低保|补助)|用的全是|别墅|卖(?:指标|名额|官)|打断|扇|"
            r"打(?!扫|印|电话|算|听|招呼|卡|车|的|理|造|工)|踢|铐|关(?:了|起来)|收(?:了)?.{0,6}(?:烟|酒|钱|礼|卡|红包)|"
            r"装进.{0,6}(?:口袋|兜)|自己分了|不要脸|进了.{0,8}(?:腰包|口袋)|吃空饷|"
            r"\bpublic money|\bfree meals|"
            r"\bwithout a tender|\bunless I (?:pay|paid)|\bsells? (?:places|jobs|permits)|"
            r"\bkick(?:ed|s) over|\btook (?:my|our) (?:goods|money)|"
            r"\bpay(?:ing)? (?:him|her|them)\b|\bslap|\bcontracts? to (?:his|her)|\bbrib|\bkickback|"
            r"\bembezzl|\bcorrupt|\bpocket(?:ed|s|ing)\b|\bextort|\bred envelope|\bhush money|"
            r"\bnepotis|\bdemand(?:ed|s|ing)? (?:money|cash|a gift)|"
            r"\babus\w+ (?:of |his |her |their )?(?:power|position|office)",
            OFFICE,
        ),
        (
            HIT + r"|"
            r"骂(?:我|人|老人|群众)|辱骂|威胁|恐吓|打击报复|报复|刁难|索要|强拆|推(?:倒|搡)|扣(?:押|了我)|非法拘|调戏|骚扰|酒驾|醉(?:酒|驾)|赌博|"
            r"嫖|包养|包二奶|泄露|\bthreaten|\bharass|\binsult|\bretaliat|\bdrunk|\bleak(?:ed|s)",
            OFFICE,
        ),
        (
            r"实名举报|举报.{0,12}(?:书记|主任|局长|镇长|乡长|县长|区长|所长|队长|村长|支书|科长|处长|干部|法官|民警|警察)|"
            r"(?:书记|主任|局长|镇长|乡长|所长|村长|支书|科长|干部).{0,20}(?:亲戚|小舅子|侄子|弟弟|老婆|儿子).{0,14}(?:低保|工程|承包|名额|补贴|指标|上班|岗位)",
            "",
        ),
    ),
}
# What tells that a sign is talk of something else.
INNOCENT = (
    r"演练|演习|讲座|培训|宣传(?!不)|电影|电视剧|小说|剧本|游戏|比赛|展览|(?:感谢|谢谢).{0,12}(?:救|帮|及时|消防|民警|热心|你们把)|表扬|"
    r"锦旗|志愿|火灾隐患|消防隐患|烟花|知识|预防|反家暴(?:宣传|讲座|日)|主题班会|\bdrill\b|\btraining\b|\bcourse\b|"
    r"\bmovie\b|\bfilm\b|\bnovel\b|\bthanks? (?:you )?(?:to|for)\b|\bworkshop\b|\blecture\b|"
    r"\bposter"
)
