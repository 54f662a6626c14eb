"""One spelling for texts that look alike: width, case, spaces, invisible characters, traditional characters."""

import re
import unicodedata

from language.phrases import fractions

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3]")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f]")
_CUBIC = re.compile(r"(?<![A-Za-z])[mM]³|㎥")
_HAN = "\u3400-\u9fff"
_GLUED = re.compile(r"(?<![a-z0-9])([a-z]{3,})(?=\d)")
_LOST_SPACE = re.compile(r"(?<=\d)(?=[a-z]{3,}|e-[a-z])")
_SPACED_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_TRADITIONAL = str.maketrans(
    "鐵鉄單車騎運電動腳裡裏紙舊膠鋁書報點兩萬個號線從來過還沒會們後時間鐘樓層燈關開調溫視頻議週禮準備劃計說謝請記錄條幫買賣廢塊錢學辦醫園飯館誰麼嗎幾誤錯對應該將現剛終於達離遠進轉換贈環節減獎無為與給讓見覺較"
    "輕軌雙總約機場鋪舖驛區廈業員屬銅銹樣這邊處帶順東門長隻歲樂熱陰風雲課題團體檢護愛爺媽兒孫親鄰聽認識歡傷樹葉綠積統據憑證數銷語隱覽訂設廳術鄉麗島灣鎮羅興寶龍崗鹽華強萊蓮圖畫漢壞髒紛靜驚雜誌盤盞捲廠麥啟聯"
    "網絡遞襯褲襪氣濕陽陳張劉楊趙吳擠擔鬆歸習義務專歷曆險歐湊夠夾價億儘優傑傘側偉債傾僅償兇兌冊凍別刪剎創劇勁勝勞勢勵協卻厭參叢咼響喚問嘗嚴囉國圍圓塵墊壓壯壺夥奪奮妝婦寧實寫寬審尋導屆帥師帳幣幹廣庫廁彈徑復"
    "徵恆惡惱態慘慣憂憶懶戲戶拋捨掃掛採揀損搖搶擇擋擁擴攜攤敗敘敵斷",
    "铁铁单车骑运电动脚里里纸旧胶铝书报点两万个号线从来过还没会们后时间钟楼层灯关开调温视频议周礼准备划计说谢请记录条帮买卖废块钱学办医园饭馆谁么吗几误错对应该将现刚终于达离远进转换赠环节减奖无为与给让见觉较"
    "轻轨双总约机场铺铺驿区厦业员属铜锈样这边处带顺东门长只岁乐热阴风云课题团体检护爱爷妈儿孙亲邻听认识欢伤树叶绿积统据凭证数销语隐览订设厅术乡丽岛湾镇罗兴宝龙岗盐华强莱莲图画汉坏脏纷静惊杂志盘盏卷厂麦启联"
    "网络递衬裤袜气湿阳陈张刘杨赵吴挤担松归习义务专历历险欧凑够夹价亿尽优杰伞侧伟债倾仅偿凶兑册冻别删刹创剧劲胜劳势励协却厌参丛呙响唤问尝严啰国围圆尘垫压壮壶伙夺奋妆妇宁实写宽审寻导届帅师帐币干广库厕弹径复"
    "征恒恶恼态惨惯忧忆懒戏户抛舍扫挂采拣损摇抢择挡拥扩携摊败叙敌断",
)
"""Traditional characters that stand in our words and in common talk, and their simplified forms."""
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟]{2,}")
_FORMAL_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_ROOMS = "办公室|会议室|家里|房间|客厅|教室|走廊|宿舍|卧室|厨房|工位|公司|全部|所有|楼道|卫生间|洗手间|茶水间|车间"
_AFTER = (
    "(?:送|接|跑|吃|开|看|上|下|逛|忙|打|游|健|喝|加|办|取|交|买)完了?"
    "(?:步|饭|会|课|班|娃|孩子|小孩|人|电影|病|菜|泳|身|街|球|茶|酒|事|东西|快递)"
)
_FEW = r"two|three|four|five|six|a few|several|a couple of|\d"
_PEOPLE = "colleagues?|friends?|kids?|children|others|people|co-?workers?|mates|neighbou?rs?|classmates?"
_PEOPLE_HAN = "同事|朋友|孩子|小孩|邻居|同学|家人|人一起"
_PLAINER = (
    # Verbs that people pull apart: 散了个步, 骑了一会儿车, 走了会儿路.
    (re.compile(r"(散|骑|走|跑|坐)(?:着|了|过)?(?:一?会儿?|一?个|一?下|一?圈|好?一?阵子?)(步|车|路)"), r"\1\2"),
    (re.compile(r"[做座作](?=(?:了|的|着)?(?:地铁|公交|公车|巴士|轻轨|捷运|城轨))"), "坐"),
    (re.compile(r"(?<=\d)\.\s?(?=(?:km|kg|mi|公里|公斤|千米)(?![a-z]))"), "+"),  # "12.km": a digit may be missing.
    (re.compile(r"(?<![a-z0-9])w/(?=\s?[a-z])"), "with "),
    (re.compile(r"第(?:\d+|[一二三四五六七八九十百]+)(?:天|次|趟|回|周|个月)"), ""),  # "第三天" counts no act.
    (re.compile(_AFTER), "后"),  # "跑完步走回家": the run is over and not told.
    (re.compile(r"步数\s?(?:是|有|到|达到?|为)?\s?(\d+)(?!\s?步|\d)"), r"\1步"),
    (re.compile(rf"关(?:了|掉|掉了|好|上)?(?:{_ROOMS})里?的?灯"), "关灯"),
    (re.compile("公里里+|公公里"), "公里"),
    (re.compile("公斤斤+|公公斤"), "公斤"),
    (re.compile(r"(?<=\d)\s?-?ish\b|(?<=km)-?ish\b|(?<=miles)-?ish\b"), ""),
    (re.compile("一家[二三四五六七八]口"), "一家"),
    (re.compile(r"(?<=[^\d\s])\s*\+\s*(?=[^\d\s])"), "，"),
    # "With two colleagues": how many came along measures nothing.
    (re.compile(rf"\b(with(?: my| some)?) (?:{_FEW}) (?=(?:of )?(?:my )?(?:{_PEOPLE})\b)"), r"\1 "),
    (re.compile(rf"(和|跟|同|带着?|与)(?:[一两二三四五六七八几]|\d{{1,2}})个?(?={_PEOPLE_HAN})"), r"\1"),
    (
        re.compile(r"\b(?:the (?:two|three|four|five|six) of us|both of us|all of us)\b"),
        "we",
    ),  # "10ish km" is about 10 km.
    (re.compile(r"(?:\b(?:like|around|about|approx\.?|approximately|roughly)[ ,]+)(?=(?:like )?\d)"), "about "),
    (re.compile(r"(?<![a-z0-9])(?:km|kms)\.(?=\s|$)"), "km"),
)


def normalise(text: str) -> str:
    """Lower case, one kind of digits, spaces and characters, without invisible or direction-changing ones.

    Raised and lowered digits become a mark of their own, because NFKC would turn 12² into 122.
    """
    text = _CUBIC.sub("立方米", fractions.before_widths(_INVISIBLE.sub("", text)))
    text = _RAISED.sub("^", text)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").lower().translate(_TRADITIONAL)
    text = _LOST_SPACE.sub(" ", _GLUED.sub(r"\1 ", _INVISIBLE.sub("", text)))
    text = _SPACED_HAN.sub("", " ".join(text.split(" "))).strip()
    text = _FORMAL.sub(lambda match: match[0].translate(_FORMAL_DIGITS), text)
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return fractions.in_decimals(text)
