# Planet and streak

planet-standing =
    🪐 <b>{ $name }</b> · { $mass }
    Next, { $next }, in { $remaining } or { $days ->
        [one] { $days } more day
       *[other] { $days } more days
    }.
    { $bar } { $percent }
    Solid = with evidence ({ $solid }), mist = self-reported ({ $mist }).
planet-standing-workdays =
    🪐 <b>{ $name }</b> · { $mass }
    Next, { $next }, in { $remaining }, about { $workdays ->
        [one] { $workdays } metro workday
       *[other] { $workdays } metro workdays
    }, or { $days ->
        [one] { $days } more day
       *[other] { $days } more days
    }.
    { $bar } { $percent }
    Solid = with evidence ({ $solid }), mist = self-reported ({ $mist }).
planet-before-first =
    🌱 The seed is in the ground · { $mass }
    The first, { $next }, in { $remaining } or { $days ->
        [one] { $days } more day
       *[other] { $days } more days
    }.
    { $bar } { $percent }
planet-last =
    🪐 <b>{ $name }</b> · { $mass }
    All nine are alight. From now on, a moon each year.
planet-capped = A planet takes at most { $limit } of one kind and day; the ledger keeps all { $mass }.
planet-unlocked = 🎉 Planet { $number }: <b>{ $name }</b>. { $mass }, one trip at a time.
planet-unlocked-by-days = 🎉 Planet { $number }: <b>{ $name }</b>. { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, one at a time.
planet-sample = This is a sample planet: { $name }. It grows with every trip of yours.
streak-alive = 🔥 { $days ->
        [one] { $days } day
       *[other] { $days } days
    } · { $shields ->
        [one] { $shields } shield
       *[other] { $shields } shields
    } · habit strength { $strength }
streak-shield-used = Nothing yesterday, so one shield kept your streak. Rode after all?
streak-button-add-yesterday = Add yesterday
streak-ended = A new run starts today. Your best, { $best ->
        [one] { $best } day
       *[other] { $best } days
    }, stays.
streak-none = Log one act today and your streak begins.
