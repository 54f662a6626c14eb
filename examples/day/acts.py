"""What the three hundred do on their day, from the first hello to the last sticker."""

from collections.abc import Sequence

import sentences
from company import DEPARTMENTS, REACH_M, Person
from oracle import EVENTS
from rides import Ride, Trip, broken_rows, shuffled, trips
from story import Effect, Story, Told, nearly, telling
from telegram import junk, photo, place

PRESSED = (3, 6, 12, 20)
LATE_ROWS_AT_LEAST = 4_400


def onboarding(story: Story) -> dict[int, int]:
    """Everybody opens the join link of their department and agrees; most say how they get to work (metres by person)."""
    story.begin("hello")
    for person in story.people:
        mark = f"$join:{person.number}" if person.roles else f"$join:{DEPARTMENTS[person.department][0]}"
        story.update(story.telegram.text(person, 23_400 + person.number * 3, f"/start {mark}"))
    story.redeliver(story.happenings[4].body)
    for step, zh, en in (("continue", "继续", "Continue"), ("agree", "同意并开始", "Agree and start")):
        story.begin(step)
        for person in story.people:
            story.press(person, 24_600 + person.number * 2, en if person.english else zh)
    return _commutes(story)


def _commutes(story: Story) -> dict[int, int]:
    icons = {"metro": "🚇", "bus": "🚌", "cycling": "🚲", "walking": "🚶"}
    answered = [person for person in story.people if person.number % 5 != 3]
    saved: dict[int, int] = {}
    story.begin("commute_kind")
    for person in answered:
        car, home = ("🚗 Car", "🏠 At home") if person.english else ("🚗 开车", "🏠 在家")
        story.press(person, 25_300 + person.number, {"driving": car, "home": home, **icons}[person.commute])
    story.begin("commute_far")
    for person in answered:
        if person.commute == "home":
            continue
        if person.number % 2:
            kilometres = min(PRESSED, key=lambda offered: abs(offered * 1_000 - person.one_way_m))
            story.press(person, 25_700 + person.number, str(kilometres))
            saved[person.number] = kilometres * 1_000
        else:
            metres = max(500, person.one_way_m // 100 * 100)
            story.say(person, 25_700 + person.number, sentences.number(metres))
            saved[person.number] = metres
    return saved


def linking(story: Story) -> None:
    """The partner's consent link: some agree in the chat, some refuse, the rest are bound by the use case."""
    by_chat = [person for person in story.people if person.linked == "bot"]
    refusing = story.pick([person for person in story.people if not person.linked], 4)
    story.begin("partner_hello")
    for person in [*by_chat, *refusing]:
        story.say(person, 26_300 + person.number, f"/start $partner:{person.number}")
    story.begin("partner_agree")
    for person in by_chat:
        label = "Agree" if person.english else "同意"
        story.press(person, 26_700 + person.number, label, lambda book, person=person: book.linked.add(person.number))
    for person in refusing:
        story.press(person, 26_700 + person.number, "No" if person.english else "不同意")


class Rides:
    """The day's and the earlier trips of everybody whom the partner may report."""

    def __init__(self, story: Story, late_days: Sequence[int], present: float) -> None:
        self.members = [person for person in story.people if person.linked]
        self.late = [
            trip
            for day in late_days
            for person in self.members
            if story.random.random() < present
            for trip in trips(story.random, person, day)
        ]
        today = [(person, trips(story.random, person, 0)) for person in self.members]
        self.today = {person.number: made for person, made in today}
        self.morning = sorted((t for made in self.today.values() for t in made if t.at < 43_200), key=lambda t: t.at)
        self.evening = sorted((t for made in self.today.values() for t in made if t.at >= 43_200), key=lambda t: t.at)

    def main(self, person: Person, *, evening: bool) -> Trip:
        """The longest trip of the person's morning or evening."""
        made = [t for t in self.today[person.number] if (t.at >= 50_000 if evening else t.at < 43_200)]
        return max(made, key=lambda trip: trip.metres)


def late_rides(story: Story, rides: Rides) -> None:
    """What the partner's members rode before: its first delivery."""
    story.begin("late_rides")
    rows = [story.feed.ride(trip) for trip in rides.late]
    assert len(rows) >= LATE_ROWS_AT_LEAST
    extra = [story.feed.again(rows[place]) for place in range(40, 1_000, 12)]
    # A repeat comes after its first row: half a batch later, or in another batch.
    story.rides([*rows[:1_500], *extra, *rows[1_500:]])


def morning(story: Story, rides: Rides, saved: dict[int, int]) -> dict[int, Told]:
    """Before work: rides told before the partner sends them, questions, refusals, noise."""
    story.begin("morning")
    told: dict[int, Told] = {}
    travellers = [p for p in rides.members if p.commute in ("metro", "bus", "cycling")]
    for person in story.pick([p for p in travellers if p.number % 3 == 0], 85):
        trip = rides.main(person, evening=False)
        metres = nearly(story.random, trip)
        text = sentences.trip(story.random, trip.kind, metres, english=person.english)
        told[person.number] = story.tell(person, trip.at + 2_400, text, [(trip.kind, metres)])
    _two_legs(story, rides)
    _yesterday(story)
    _asked(story)
    _noise(story)
    _first_win(story, saved)
    return told


def _two_legs(story: Story, rides: Rides) -> None:
    """Both legs of a morning in one sentence; the partner sends both later."""
    feeders = [p for p in rides.members if p.number % 4 == 1 and p.commute == "metro" and p.number % 3 == 1]
    for person in feeders:
        bus, metro = (trip for trip in rides.today[person.number] if trip.at < 43_200)
        near = [nearly(story.random, trip) for trip in (bus, metro)]
        if person.english:
            text = f"bus {sentences.number(near[0])} km then metro {sentences.number(near[1])} km"
        else:
            text = f"公交{sentences.number(near[0])}公里然后地铁{sentences.number(near[1])}公里"
        story.tell(person, metro.at + 3_000, text, [("bus", near[0]), ("metro", near[1])])


def _yesterday(story: Story) -> None:
    """Back-fill: some of it is what the partner has already sent."""
    for person in story.pick([p for p in story.people if p.number % 3 == 2 and p.commute in REACH_M], 40):
        kind = person.commute
        metres = max(500, (person.one_way_m + 250) // 500 * 500)
        text = sentences.trip(story.random, kind, metres, english=person.english, day=-1)
        story.tell(person, 30_100 + person.number, text, [(kind, metres)], day=-1)


def _asked(story: Story) -> None:
    """Questions: answered by a button, by a bare number, or not at all; the same trip told twice."""
    quiet = [p for p in story.people if p.number % 3 == 1 and p.number % 4 != 1]
    buttons, typed, ignored, twice = quiet[0:22], quiet[22:38], quiet[38:52], quiet[52:64]
    answers = []
    for place_, person in enumerate(buttons):
        kilometres = 3 + place_ % 17
        story.say(person, 31_000 + place_, f"metro {kilometres}" if person.english else f"地铁 {kilometres}")
        answers.append((person, kilometres))
    for place_, person in enumerate(typed):
        story.say(person, 31_100 + place_, "🚌 Bus" if person.english else "🚌 公交")
    for person, text in zip(ignored, sentences.ASKED, strict=True):
        story.say(person, 31_200 + person.number, text)
    for person in twice:
        for minute in (0, 11):
            story.tell(person, 31_300 + person.number + 60 * minute, "走路900米", [("walking", 900)])
    story.begin("morning_answers")
    for person, kilometres in answers:
        label = f"{kilometres}.0 "
        told = Told()
        effect = telling(person, 39_000 + kilometres, [("metro", kilometres * 1_000)], told)
        story.press(person, 39_000 + kilometres, label, effect)
        if kilometres % 5 == 0:
            story.press(person, 39_001 + kilometres, label)
    for place_, person in enumerate(typed):
        metres = 1_500 + 500 * (place_ % 9)
        story.tell(person, 39_200 + place_, sentences.number(metres), [("bus", metres)])
    for place_, person in enumerate(twice):
        if place_ % 2:
            label = "Another trip" if person.english else "另一趟"
            story.press(
                person,
                39_500 + place_,
                label,
                telling(person, 39_500 + place_, [("walking", 900)], Told(), another=True),
            )
        else:
            story.press(person, 39_500 + place_, "Same trip, ignore" if person.english else "同一趟，忽略")
    story.begin("morning")


def _noise(story: Story) -> None:
    """What no bot can use: refusals, nonsense, stickers, places."""
    quiet = [p for p in story.people if p.number % 12 == 8]
    for turn, text in enumerate(sentences.REFUSED + sentences.JUNK):
        story.say(quiet[turn % len(quiet)], 32_000 + 40 * turn, text)
    for turn in range(36):
        story.update(story.telegram.message(quiet[turn % len(quiet)], 35_000 + 40 * turn, junk(turn)))
    for turn in range(14):
        story.update(story.telegram.message(quiet[turn % len(quiet)], 36_600 + 40 * turn, place(turn)))


def _first_win(story: Story, saved: dict[int, int]) -> None:
    """The button that records the saved way to work."""
    ways = [p for p in story.people if p.number in saved and p.commute in REACH_M and p.number % 12 == 5]
    for person in ways:
        acts = [(person.commute, saved[person.number])]
        label = "Commute" if person.english else "上班"
        story.press(person, 33_000 + person.number, label, telling(person, 33_000 + person.number, acts, Told()))


def partner_day(story: Story, rides: Rides) -> None:
    """The morning's rides: with repeats, conflicts, double emissions, several legs in one row, and broken rows."""
    story.begin("morning_rides")
    rows = [story.feed.ride(trip) for trip in rides.morning]
    people = [p for p in rides.members if p.number % 10 == 6]
    legs = [story.feed.legs(p, 46_900, [("bus", 1_203 + p.number), ("metro", 7_777)]) for p in people]
    capped = [p for p in rides.members if p.number % 40 == 7]
    long = [Trip(p, "metro", 41_000, at) for p in capped for at in (14_000, 17_000, 20_000, 48_000)]
    story.rides([*rows, *legs, *(story.feed.ride(trip) for trip in long)])
    story.rides(
        shuffled(
            story.random, _doubtful(story, rides.morning, rows), list(broken_rows(story.feed, people, story.random))
        )
    )
    clocks = story.pick([p for p in rides.members if p.number % 10 == 1], 12)
    story.rides(
        [
            story.feed.soon(p, seconds, 5_000 + p.number)
            for p, seconds in zip(clocks, (-20, 60, 180, 240, 900, 86_400) * 2, strict=True)
        ]
    )


def _doubtful(story: Story, trips_: Sequence[Trip], rows: Sequence[Ride]) -> list[Ride]:
    """Rows sent again, sent again with other content, and sent as another ride that runs at the same time."""
    found = [story.feed.again(row) for row in rows[::7]]
    found += [story.feed.again(rows[place], trips_[place].metres + 700) for place in range(3, len(rows), 9)]
    timed = [trip for trip in trips_ if trip.kind in ("metro", "bus") and trip.metres > 3_000]
    found += [story.feed.ride(Trip(t.person, t.kind, t.metres + 25, t.at + 60)) for t in timed[5::8]]
    return found


def afternoon(story: Story, rides: Rides) -> None:
    """After the partner's morning: the same rides told late, recycling, occasions, proofs, corrections."""
    story.begin("afternoon")
    travellers = [p for p in rides.members if p.commute in ("metro", "bus", "cycling")]
    for person in story.pick([p for p in travellers if p.number % 3 == 1 and p.number % 12 != 1], 60):
        trip = rides.main(person, evening=False)
        metres = nearly(story.random, trip)
        text = sentences.trip(story.random, trip.kind, metres, english=person.english)
        story.tell(person, 50_000 + person.number, text, [(trip.kind, metres)])
    for person in story.pick([p for p in travellers if p.number % 3 == 2], 45):
        trip = rides.main(person, evening=True)
        metres = nearly(story.random, trip)
        text = sentences.trip(story.random, trip.kind, metres, english=person.english)
        story.tell(person, trip.at + 2_500, text, [(trip.kind, metres)])
    _goods(story)
    _caps(story)
    _edits(story)
    _proofs(story)


def _goods(story: Story) -> None:
    for turn, person in enumerate(story.pick(story.people, 70)):
        text, kind, grams = sentences.goods(story.random)
        story.tell(person, 51_000 + turn * 30, text, [(kind, grams)])
    for turn, person in enumerate(story.pick(story.people, 60)):
        text, kind, count = sentences.OCCASIONS[turn % len(sentences.OCCASIONS)]
        assert kind in EVENTS
        story.tell(person, 53_500 + turn * 30, text, [(kind, count)])
    walkers = [p for p in story.people if p.commute == "walking"]
    for person in walkers:
        text = sentences.trip(story.random, "walking", 700 + 100 * (person.number % 30), english=person.english)
        story.tell(person, 55_500 + person.number, text, [("walking", 700 + 100 * (person.number % 30))])


def _caps(story: Story) -> None:
    """More than a day may count: the cap cuts, and then nothing is left."""
    eager = [p for p in story.people if not p.linked and p.number % 7 == 2][:5]
    for person in eager:
        for turn, (text, kind, quantity) in enumerate(
            (
                ("骑车31公里", "cycling", 31_000),
                ("骑车29公里", "cycling", 29_000),
                ("骑车5公里", "cycling", 5_000),
                ("回收塑料4公斤", "plastic", 4_000),
                ("回收塑料3公斤", "plastic", 3_000),
                ("回收塑料2公斤", "plastic", 2_000),
            )
        ):
            story.tell(person, 56_000 + turn * 600, text, [(kind, quantity)])


def _edits(story: Story) -> None:
    """Messages changed after they were recorded: the record stands as it was said."""
    sent = [
        h.body for h in story.happenings if h.step == "morning" and "text" in h.body.get("message", {}) and h.effect
    ]
    for update in sent[::6]:
        story.update(story.telegram.edited(update, 60_500, {"text": "地铁99公里"}))
    places = [h.body for h in story.happenings if h.door == "chat" and "location" in h.body.get("message", {})]
    for update in places[::3]:
        story.update(story.telegram.edited(update, 60_600, place(500)))


def _proofs(story: Story) -> None:
    """Undo, a changed number, photos, a ride too long to believe: a record first, then the button under it."""
    free = [p for p in story.people if not p.linked and p.number % 7 not in (2,)]
    undoing, changing, proving, doubtful = free[0:12], free[12:20], free[20:34], free[34:40]
    told: dict[int, Told] = {}
    for person in [*undoing, *changing, *proving]:
        metres = 6_000 + 100 * (person.number % 90)
        text = sentences.trip(story.random, "metro", metres, english=person.english)
        told[person.number] = story.tell(person, 62_000 + person.number, text, [("metro", metres)])
    for person in doubtful:
        story.say(person, 62_400 + person.number, "metro 100 km" if person.english else "地铁100公里")
    story.begin("afternoon_presses")
    for person in undoing:
        _undo(story, person, told[person.number])
    for person in changing:
        story.press(person, 63_200 + person.number, "Change km" if person.english else "改公里")
    for person in proving:
        story.press(person, 63_400 + person.number, "Add proof" if person.english else "补凭证")
    for turn, person in enumerate(doubtful):
        if turn % 2:
            label = "Really" if person.english else "确实"
            story.press(
                person, 63_600 + turn, label, telling(person, 63_600 + turn, [("metro", 100_000)], Told(), review=True)
            )
        else:
            story.press(person, 63_600 + turn, "10.0 ", telling(person, 63_600 + turn, [("metro", 10_000)], Told()))
    story.begin("afternoon_words")
    for person in changing:
        metres = 4_300 + 100 * (person.number % 50)
        made = told[person.number]
        story.update(
            story.telegram.text(person, 64_000 + person.number, f"{sentences.number(metres)}公里"),
            lambda book, made=made, metres=metres: book.change(made.act, metres),
        )
    for turn, person in enumerate(proving):
        # The last two send a picture that somebody else has used.
        update = story.telegram.message(person, 64_500 + person.number, photo(0 if person in proving[-2:] else turn))
        story.update(update)
    story.begin("afternoon_consent")
    for person in proving[:-4]:
        made = told[person.number]
        _let_look(story, person, 65_000, lambda book, made=made: setattr(made.act, "photo", True))
    story.begin("night")
    for person in proving[-2:]:
        _let_look(story, person, 83_000)


def _let_look(story: Story, person: Person, at: int, effect: Effect | None = None) -> None:
    """Consent that a person looks at the photo; two of those who sent one do not give it."""
    label = "let a person review" if person.english else "交人工审核"
    story.press(person, at + person.number, label, effect)


def _undo(story: Story, person: Person, told: Told) -> None:
    label = "Undo" if person.english else "撤销"
    story.press(person, 63_000 + person.number, label, lambda book: book.undo(told.act))
    if person.number % 3 == 0:
        story.press(person, 63_000 + person.number, label)


def night(story: Story, rides: Rides) -> None:
    """The evening's rides, and the last of the day in the chat."""
    story.begin("evening_rides")
    rows = [story.feed.ride(trip) for trip in rides.evening]
    story.rides([*rows, *_doubtful(story, rides.evening, rows)])
    story.begin("night")
    for person in [p for p in story.people if p.number % 60 == 11]:
        story.update(story.telegram.standing(person, 84_000 + person.number, "member", "kicked"))
    earlier = [h.body for h in story.happenings if h.door == "chat" and h.effect and "message" in h.body]
    for update in earlier[::8]:
        story.redeliver(update)


def talk(story: Story) -> None:
    """Commands in groups and in private; pictures are drawn when nobody waits for an answer to a question."""
    story.begin("talk")
    quiet = [p for p in story.people if p.number % 12 == 8]
    spoken = ("/rank", "/me", "/week", "@leafledger_bot 你好", "/rank@leafledger_bot", "/me")
    for turn in range(60):
        group = "office" if turn % 3 else "cyclists"
        text = "/planet" if turn % 30 == 7 else spoken[turn % 6]
        story.say(story.people[turn * 4 + 2], 84_600 + 20 * turn, text, group=group)
    for turn, command in enumerate(("/help", "/rank", "/lang", "/privacy", "/receipt", "/week", "/me") * 4):
        story.say(quiet[turn % len(quiet)], 84_700 + 12 * turn, command)
    for person in quiet[:2]:
        story.say(person, 86_000, "/planet")
