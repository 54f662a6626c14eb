"""The company: three hundred people in twelve departments, who reviews, and how everybody gets to work."""

from dataclasses import dataclass
from random import Random

NAME, REGION, ZONE = "深圳青叶精密 Qingye Precision", "CN-GD-SZ", "Asia/Shanghai"
METHODOLOGY_SET = ("cn-sz-lcpt", "modeshift-cycling", "recycle-warm")
"""What the company lets count: the Shenzhen method, and two estimates on foreign factors."""
PARTNER = {"name": "鹏城出行 Pengcheng Mobility", "source": "pengcheng"}
DEPARTMENTS = (
    ("制造 Manufacturing", 62),
    ("研发 R&D", 54),
    ("品质 Quality", 41),
    ("销售 Sales", 35),
    ("物流 Logistics", 28),
    ("采购 Purchasing", 24),
    ("财务 Finance", 18),
    ("人事 People", 14),
    ("行政 Administration", 11),
    ("=cmd()|法务 Legal", 6),
    ("审计 Audit", 4),
    ("总经办 Board office", 3),
)
"""Two are smaller than five people; one has a name that a spreadsheet would run."""
FIRST_TELEGRAM_ID = 7_100_000_001
SURNAMES = "陈李黄张林刘王吴杨梁郑何罗谢曾邓许叶苏冯"
GIVEN = ("晓明", "雨桐", "志强", "静怡", "浩然", "思远", "佳琪", "建国", "欣妍", "子轩", "慧", "磊", "婷", "俊杰", "雪")
ENGLISH = ("Alex", "Maria", "Tom", "Priya", "Chen Wei", "Olga", "Kofi", "Yuki", "Sam", "Lena")
HOSTILE_NAMES = (
    "<b>小明</b>",
    "Robert'); DROP TABLE person;--",
    "\u202egnp.exe",
    "=HYPERLINK(1)",
    "a\u200bb\u200bc",
    "&amp;",
)
COMMUTES = (("metro", 45), ("bus", 21), ("cycling", 11), ("walking", 7), ("driving", 11), ("home", 5))
REACH_M = {"metro": (4_000, 31_000), "bus": (1_800, 14_000), "cycling": (900, 7_500), "walking": (400, 2_400)}


@dataclass(frozen=True)
class Person:
    """One employee.  commute: kind and metres one way (None: driving or home).  linked: bot, use_case or ""."""

    number: int
    name: str
    english: bool
    department: int
    roles: tuple[str, ...]
    commute: str
    one_way_m: int
    linked: str

    @property
    def telegram_id(self) -> int:
        """Their user and private chat."""
        return FIRST_TELEGRAM_ID + self.number

    def plain(self) -> dict[str, object]:
        """As `organisation.json` says it."""
        return {
            "number": self.number,
            "telegram_id": self.telegram_id,
            "first_name": self.name,
            "language": "en" if self.english else "zh",
            "department": DEPARTMENTS[self.department][0],
            "roles": list(self.roles),
            "commute": {"kind": self.commute, "one_way_m": self.one_way_m},
            "partner_link": self.linked,
        }


def people(random: Random) -> list[Person]:
    """All three hundred, department by department; number is the place in the list."""
    found: list[Person] = []
    for department, (_, size) in enumerate(DEPARTMENTS):
        for place in range(size):
            found.append(_person(random, len(found), department, place))
    return found


def _person(random: Random, number: int, department: int, place: int) -> Person:
    english = random.random() < 0.18
    name = random.choice(ENGLISH) if english else random.choice(SURNAMES) + random.choice(GIVEN)
    if number % 50 == 7:
        name = HOSTILE_NAMES[number // 50]
    commute = random.choices([kind for kind, _ in COMMUTES], [weight for _, weight in COMMUTES])[0]
    least, most = REACH_M.get(commute, (0, 0))
    roles: tuple[str, ...] = ()
    if place == 0 and department in (1, 4):
        roles = ("reviewer",)
    if place == 0 and department == 8:
        roles = ("admin", "organiser")
    if commute in ("walking", "home") or (commute == "driving" and number % 3):
        linked = ""
    else:
        linked = "bot" if number % 9 == 4 else "use_case"
    return Person(number, name, english, department, roles, commute, random.randrange(least, most + 1), linked)
