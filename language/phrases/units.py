"""Units as people write them, and what they are in base units."""

from dataclasses import dataclass
from decimal import Decimal

from kernel.units import IN_BASE_UNITS, BaseUnit

_FORMS: dict[str, str] = {
    "km": "公里 千米 km kms kilometer kilometers kilometre kilometres klick klicks klm klms gongli "
    "公理 公哩 公李 公立 公力 公利 公离 工里",
    "k": "k",
    "m": "米 公尺 m meter meters metre metres mtr",
    "li": "里路 里地 里",
    "mile": "英里 哩 mile miles mi",
    "yard": "yard yards yd yds",
    "foot": "英尺 ft feet foot",
    "kg": "公斤 千克 kg kgs kilo kilos kilogram kilograms gongjin 公近 公进 公金 公今 公巾 工斤",
    "g": "克 g gram grams gm gms",
    "jin": "市斤 斤 jin",
    "liang": "两",
    "lb": "磅 lb lbs pound pounds",
    "ounce": "盎司 oz ounce ounces",
    "tonne": "吨 tonne tonnes",
    "ton": "ton tons t",
    "kWh": "千瓦时 kwh 度电",
    "Wh": "瓦时 wh",
    "stop": "站路 站 stop stops station stations",
    "minute": "个半小时 个小时 小时 个钟头 钟头 分钟 个钟 min mins minute minutes hour hours hr hrs h",
    "money": "块钱 块 元 毛钱 rmb yuan cny dollars dollar",
    "piece": "件 个 袋 包 箱 瓶 只 双 条 套 本 台 部 大袋 小袋 大包 小包 大箱 小箱 大堆 堆 摞 捆 叠 批 筐 麻袋 "
    "bag bags box boxes bottle bottles piece pieces "
    "item items pcs cans",
    "sheet": "张a4纸 张纸 张 页 sheet sheets page pages",
    "lamp": "盏灯 盏 light lights lamp lamps bulb bulbs",
    "floor": "层楼 层 floor floors flight flights storey storeys story stories",
    "cup": "杯 cup cups",
    "meeting": "场 meeting meetings",
    "meal": "餐 顿 meal meals",
    "tree": "棵树 棵 株 tree trees sapling saplings",
    "litre": "升水 公升 升 l litre litres liter liters",
    "ml": "毫升 ml millilitre millilitres milliliter milliliters",
    "m3": "立方米 立方 方水 m3 cbm",
    "trip": "次 趟 回 times time trips trip",
    "lap": "圈 lap laps",
    "degree": "摄氏度 °c °c度 degrees degree",
    "du": "度",
    "percent": "%",
    "step": "步 steps step",
    "day": "天 days",
    "week": "周 weeks",
    "unknown": "catty catties stone",
}
FORMS: dict[str, str] = {form: unit for unit, forms in _FORMS.items() for form in forms.split()}
_HAN = "|".join(sorted((f for f in FORMS if not f[0].isascii() and f[0] != "°"), key=len, reverse=True))
_LATIN = "|".join(sorted((f for f in FORMS if f[0].isascii() and f[0].isalpha()), key=len, reverse=True))
UNIT = rf"(?:{_HAN}|°c|%|(?:{_LATIN})(?![a-z0-9]))"
"""A regular expression for every unit of the table."""
SPELLED = tuple(form for form in FORMS if form.isascii() and len(form) >= 5)
"""Units long enough for a typing error to be recognised in them."""

_LOCAL: dict[str, tuple[BaseUnit, Decimal]] = {
    "k": ("m", Decimal(1000)),
    "li": ("m", Decimal(500)),
    "liang": ("g", Decimal(50)),
    "yard": ("m", Decimal("0.9144")),
    "foot": ("m", Decimal("0.3048")),
    "ounce": ("g", Decimal("28.349523125")),
}
SIZES: dict[str, tuple[BaseUnit, Decimal]] = {**IN_BASE_UNITS, **_LOCAL}
NOTES = {"li": "li_is_500_m", "jin": "jin_is_500_g", "liang": "liang_is_50_g"}
"""Units whose size is worth saying: 里 and 斤 differ between regions and times."""
FOLLOWERS = {"km": "m", "kg": "g", "jin": "liang", "mile": "m", "li": "m"}
"""Larger unit -> the smaller one that may follow it, as in 三公里五百米 or 两斤三两."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    amounts: the possible values, in base units where `unit` is hard (`base` is not None), as written where it is soft.
    exact: False where the person said "about half", "more than", "5 or 6".
    """

    amounts: tuple[Decimal, ...]
    unit: str
    exact: bool = True

    @property
    def base(self) -> BaseUnit | None:
        """The base unit, None for soft units (stops, minutes, money, pieces, counts)."""
        known = SIZES.get(self.unit)
        return known[0] if known else None

    def whole(self) -> tuple[int, ...]:
        """The amounts in whole base units, rounded down."""
        size = SIZES[self.unit][1] if self.unit in SIZES else Decimal(1)
        return tuple(int(amount * size) for amount in self.amounts)
