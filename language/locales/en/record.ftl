# Recording: receipts, questions back, refusals, undo

record-receipt =
    ✅ { $icon } { $title } { $quantity } → <b>{ $grams }</b> CO₂ avoided
    { $formula } (method { $methodology })
    Factor: { $source }
    This week { $week } · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-receipt-estimate =
    ✅ { $icon } { $title } { $quantity } → about <b>{ $grams }</b> CO₂ avoided
    { $formula } (estimate { $methodology })
    No local factor, so a foreign one: { $source }; not in verified reports
    This week { $week } · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-withheld =
    ✅ { $icon } { $title } { $quantity }, logged
    There is no local method here yet, so no grams: I never borrow another city's figure.
    Day and streak count · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-withheld-none =
    ✅ { $icon } { $title } { $quantity }, logged
    No citable factor exists for this: it counts for days and streak, not as grams.
    🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-pending =
    ✅ { $icon } { $title } { $quantity }, received
    Est. { $grams }, <b>in review</b>, usually same day.
    🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
record-legs = ✅ { $count ->
        [one] { $count } leg
       *[other] { $count } legs
    } logged:
record-leg = { $icon } { $title } { $quantity } → <b>{ $grams }</b>
record-leg-withheld = { $icon } { $title } { $quantity } → no grams: { $why }
record-evidence-self-reported = Evidence C, self-reported: in the mist until you add proof
record-evidence-corroborated = Evidence B, corroborated: solid already
record-evidence-attested = Evidence A, attested: signed by a partner or on the spot
record-evidence-letter =
    { $evidence ->
        [attested] A
        [corroborated] B
       *[self_reported] C
    }
record-day = Logged for { $day }.
record-once = That one is already logged; it will not count twice.
record-same = Same as { $time }.
record-button-same =
    { $travel ->
        [yes] Same trip, ignore
       *[no] Same one, ignore
    }
record-button-another =
    { $travel ->
        [yes] Another trip
       *[no] Another one
    }
record-same-ignored = Fine, the same one: nothing added.
record-overlap = This trip overlaps one you already logged, so it goes to review.
record-button-undo = ↩️ Undo
record-button-undo-leg = ↩️ Undo { $title }
record-button-change = ✏️ Change km
record-button-change-weight = ✏️ Change weight
record-button-details = 🧾 Details
note-li-is-500-m = 1 li counts as 500 m.
note-jin-is-500-g = 1 jin counts as 500 g.
note-liang-is-50-g = 1 liang counts as 50 g.
note-doubled = Both ways are counted.
note-driving-not-counted = The part you drove adds nothing and costs nothing.

ask-how-far = { $title }: how many km?
ask-how-heavy = { $title }: how heavy?
ask-how-many = { $title }: how many { $counter ->
        [sheet] sheets
        [floor] floors
        [step] steps
        [litre] litres
        [tree] trees
        [lamp] lamps
        [piece] pieces
       *[trip] times
    }?
ask-how-much-energy = { $title }: how many kWh?
ask-which-kind = How?
ask-which-material = What did you recycle?
ask-km-or-stops = { $number } km or { $number ->
        [one] { $number } stop
       *[other] { $number } stops
    }?
ask-unit-missing = { $title }: in which unit?
ask-stops-to-km =
    { $number ->
        [0] I can't turn stops into km. { $title }: about how many km?
       *[other] About how many km were those { $number } stops? Until the station map is loaded I log km.
    }
ask-minutes-to-km = Time doesn't turn into km. { $title }: about how many km?
ask-steps-to-km = Steps are not counted as carbon. About how many km did you walk?
ask-really-so-much = { $quantity } is far more than people manage in a day.
ask-really-so-much-or = { $quantity } is far more than people manage in a day. { $smaller }?
ask-really-so-far-or = { $quantity } is longer than the network. { $smaller }?
ask-how-exactly = { $title }: how much exactly? I don't guess.
ask-which-day = { $title }: which day was it?
ask-already-done = { $title }: is it done already? Then I'll log it.
ask-did-you-mean = Did I get that right?
ask-split-legs = Several legs, and I don't want to split them wrongly. Say one after the other: "metro 8 km, bus 3 km".
ask-several-quantities = { $title }: several numbers; which one is right?
ask-round-trip = { $title }: is that one way, or both ways together?
ask-several-trips = { $title }: { $times } times; how much altogether?
choice-whole = ✅ { $whole }
choice-amount = { $quantity }
choice-amount-or-jin = { $quantity } ({ $jin })
choice-there-and-back = One way; { $quantity } both ways
choice-in-total = { $quantity } altogether
choice-day = { $day }
choice-kind = { $icon } { $title }
choice-stops = { $number ->
        [one] { $number } stop
       *[other] { $number } stops
    }
choice-review = Really { $quantity }, review
choice-cancel = Cancel
question-ended = Fine, dropped. Nothing was changed.
choice-cancelled = Fine, nothing logged.

refuse-too-old = Only the last { $days } days can be added.
refuse-in-future = That day hasn't come yet. Tell me when it's done.
refuse-not-yet = A fine plan. Tell me when it's done and I'll log it.
refuse-only-asked = That sounds like a question. When it's done, just say "metro 12 km" and I'll log it.
refuse-someone-else = I only log your own acts. Invite them to talk to me.
refuse-not-done = Fine, nothing logged.
refuse-driving-thanks = Thanks for being straight. Driving adds nothing and costs nothing.
refuse-negative = I can't log less than nothing. To change an entry, tap [✏️ Change km] under it.
refuse-zero = That's zero, so nothing is logged.
refuse-too-small = Too little: at least { $minimum }.
refuse-too-large = Too much: { $maximum } at most at a time.
refuse-ton-ambiguous = A ton may be short, long or metric. Please say it in kilograms.
refuse-unit-mismatch =
    { $unit ->
        [m] { $title } goes by km or metres.
        [g] { $title } goes by kg or grams.
        [Wh] { $title } goes by kWh.
       *[event] { $title } goes by number of { $counter ->
            [sheet] sheets
            [floor] floors
            [step] steps
            [litre] litres
            [tree] trees
            [lamp] lamps
            [piece] pieces
           *[trip] times
        }.
    }
refuse-unit-not-known = I can't convert that unit safely. Please use km or kg.
refuse-kind-not-offered = I have no citable sum for "{ $word }" yet, so it isn't logged.
refuse-date-unknown = There is no such day in the calendar.
refuse-one-day-at-a-time = One day at a time, so that I get it right: "Monday metro 12 km".
refuse-too-long = That's too long: one sentence of up to { $maximum } characters, please.
unclear = I didn't get that. Try "metro 12 km", "paper 2 kg", or tap below.

undo-done = Undone: it counts nowhere; the ledger keeps the withdrawal.
undo-too-late = Past 10 minutes: I can add a correction (the original stays visible).
undo-button-correct = Correct
undo-nothing = There is nothing to undo.
undo-already = That one is undone already.
correct-ask = { $title } { $quantity }: what should it be?
correct-done = Corrected: { $before } → <b>{ $after }</b>. The original stays; the difference is a new entry.
correct-same = { $title } is { $quantity } already; nothing was changed.
correct-how = Tap [✏️ Change km] under the entry you mean; past 10 minutes it becomes a correction.

unit-trip =
    { $count ->
        [one] { $count } time
       *[other] { $count } times
    }
unit-sheet =
    { $count ->
        [one] { $count } sheet
       *[other] { $count } sheets
    }
unit-floor =
    { $count ->
        [one] { $count } floor
       *[other] { $count } floors
    }
unit-step =
    { $count ->
        [one] { $count } step
       *[other] { $count } steps
    }
unit-litre =
    { $count ->
        [one] { $count } litre
       *[other] { $count } litres
    }
unit-tree =
    { $count ->
        [one] { $count } tree
       *[other] { $count } trees
    }
unit-lamp =
    { $count ->
        [one] { $count } lamp
       *[other] { $count } lamps
    }
unit-piece =
    { $count ->
        [one] { $count } piece
       *[other] { $count } pieces
    }
unit-minute =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
reply-thanks = You're welcome; you did it, one trip at a time 🌿
