"""What people write: a sentence for an act, in Chinese or English, with the quantity that it means by construction."""

from random import Random

DIGITS = "零一二三四五六七八九"

ZH = {
    "metro": (
        "坐地铁{km}公里", "地铁{km}km", "坐了{km}公里地铁", "刚坐完地铁，{km}公里", "地铁{km}公里", "地铁：{km}公里",
        "帮我记一下地铁{km}公里", "跟同事一起坐地铁回家{km}公里", "坐地贴{km}公里", "地铁{km}公理", "坐11号线{km}公里",
        "坐地铁{km}公里😊", "今天没开车，坐地铁{km}公里", "早上坐地铁上班，{km}公里", "坐地铁{han}公里", "地铁{han}公里",
    ),
    "bus": (
        "坐公交{km}公里", "公交车 {km} 公里", "下班坐公交{km}公里回家", "坐公共汽车去超市{km}公里", "坐公教{km}公里",
        "坐113路公交{km}公里", "公交{han}公里",
    ),
    "cycling": (
        "骑车{km}公里上班", "骑自行车 {km} 公里", "骑单车{m}米", "骑了{km}公里", "🚲 {km} 公里", "骑车去地铁站{km}公里",
        "骑车{han}公里",
    ),
    "walking": ("走路{km}公里", "步行{m}米到公司", "走了{km}公里", "走了{m}米", "走路到公交站{m}米", "走了{han}公里"),
}  # fmt: skip
EN = {
    "metro": (
        "took the metro {km} km", "metro {km} km", "METRO {km} KM", "{km} km by metro", "rode the subway {km} km to work",
        "please log metro {km} km", "metor {km} km", "took the metro {km} km instead of driving",
    ),
    "bus": ("bus {km} km", "I took the bus {km} km home", "went to work by bus {km} km", "bus {km} kilometres"),
    "cycling": (
        "biked {km} km to work", "cycled {km} km to the office this morning", "cylced {km} km", "I rode my bike {km} km",
    ),
    "walking": ("walked {km} km", "walked {m} m", "I walked {m} m to the station", "wlaked {km} km"),
}  # fmt: skip
TODAY = ("今天", "早上", "刚", "morning")
YESTERDAY = {"zh": "昨天", "en": "yesterday"}

GOODS = (
    ("旧衣{n}公斤", "old_clothes", 1_000, 1), ("旧衣服{n}斤", "old_clothes", 500, 1), ("卖了{han}斤废纸", "paper", 500, 1),
    ("回收塑料瓶{n}00克", "plastic", 100, 1), ("纸箱{n}kg", "cardboard", 1_000, 1), ("回收玻璃瓶{n}公斤", "glass", 1_000, 1),
    ("回收了{n}公斤金属", "metal", 1_000, 1), ("旧电器{n}公斤", "electronics", 1_000, 1), ("废纸{n}公斤", "paper", 1_000, 1),
    ("recycled {n} kg of plastic bottles", "plastic", 1_000, 1),
    ("dropped off {n}.5 kg of cardboard", "cardboard", 1_000, 2),
    ("recycled {n} pounds of paper", "paper", 45_359_237, 100_000), ("clothes {n} kg", "old_clothes", 1_000, 1),
    ("recycled {n}00 grams of glass", "glass", 100, 1), ("recycled {n} kilos of metal", "metal", 1_000, 1),
)  # fmt: skip
"""Sentence, kind, grams per number told as a fraction (1 lb = 453.59237 g, rounded down); with 2 the told half is added."""
OCCASIONS = (
    ("随手关灯", "lights_off", 1), ("自带杯", "own_cup", 1), ("turned off the lights", "lights_off", 1),
    ("brought my own cup", "own_cup", 1), ("捐步6000", "step_donation", 6_000), ("捐了1万步", "step_donation", 10_000),
    ("donate 6,000 steps", "step_donation", 6_000), ("捐1.2万步", "step_donation", 12_000),
)  # fmt: skip
REFUSED = (
    "开车12公里", "打车5公里", "drove 12 km", "took a taxi 8 km", "没坐地铁12公里", "打算坐地铁12公里", "明天坐地铁12公里",
    "tomorrow metro 12 km", "I didn't take the metro 12 km", "坐地铁12公里能省多少碳", "他坐地铁12公里", "地铁 -12 公里",
    "两周前坐地铁12公里", "10 days ago metro 12 km", "地铁999999999公里", "下周一坐地铁12公里",
    "my wife took the metro 12 km",
    "if I bike 5 km", "metro minus 5 km", "去年坐地铁12公里",
)  # fmt: skip
ASKED = (
    "坐了8站地铁", "12公里", "地铁", "took the bus to work", "骑车半小时", "地铁和公交12公里", "走了五六公里", "旧衣服3件",
    "每天坐地铁12公里", "metro 12 km?", "walked 20 minutes", "地铁来回12公里", "回收5斤", "骑车 5",
)  # fmt: skip
"""Each must be asked back and is left unanswered."""
JUNK = (
    "asdf qwer zxcv", "😀😀😀", "……", "?", "在吗", "今天天气真好", "<script>alert(1)</script>", "'; DROP TABLE action;--",
    "{{7*7}}", "${jndi:ldap://x}", "\u200b\u200b\u200b谁", "\u202egnirts desrever", "NaN", "1e400", "0x7f",
    "../../etc/passwd",
    "a" * 3_900, "喵" * 2_000, "=1+1", "/unknown", "/start nonsense", "null", "0", "-1", "🌍" * 300,
    "ｆｕｌｌｗｉｄｔｈ", "<b>unclosed",
    "line\nline\nline", "%s%s%s%n", "http://example.org/?q=1",
)  # fmt: skip


def number(metres: int) -> str:
    """Kilometres as people write them, at most three places, no trailing zeros."""
    whole, rest = divmod(metres, 1_000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


def han(value: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


def trip(random: Random, kind: str, metres: int, *, english: bool, day: int = 0) -> str:
    """A sentence for a trip of `metres` on the day of the message (0) or the one before (-1)."""
    templates = [
        template
        for template in (EN if english else ZH)[kind]
        if ("{han}" not in template or metres % 1_000 == 0) and (not day or not any(word in template for word in TODAY))
    ]
    text = random.choice(templates).format(km=number(metres), m=metres, han=han(metres // 1_000))
    if day:
        return f"{text} {YESTERDAY['en']}" if english else YESTERDAY["zh"] + text
    return text


def goods(random: Random) -> tuple[str, str, int]:
    """A sentence about recycling, its kind and its whole grams."""
    template, kind, over, under = random.choice(GOODS)
    told = random.randint(1, 6)
    grams = told * 1_000 + 500 if under == 2 else told * over // under
    return template.format(n=told, han=han(told)), kind, grams
