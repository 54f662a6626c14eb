# Energy-saving week and check-in

week-standing =
    🌿 <b>{ $name }</b> · day { $day } of { $days }
    Our goal { $goal }　{ $bar } { $percent }
    You did { $done } of { $total } today
    { $members } joined, { $checked } checked in
week-standing-no-goal =
    🌿 <b>{ $name }</b> · day { $day } of { $days }
    Together { $sum } avoided
    You did { $done } of { $total } today
    { $members } joined, { $checked } checked in
week-none = No energy week is on right now. Every trip counts as always.
week-invite =
    🌿 <b>{ $name }</b>
    { $start } to { $end }, { $organisation }
    One tap to join; your own record stays yours.
week-button-join = Join
week-joined = ✅ You have joined <b>{ $name }</b>. Open 🎪 Events each day to see what is on.
week-already-joined = You are in <b>{ $name }</b> already.
week-not-member = This week belongs to <b>{ $organisation }</b>; join it first with the organiser's invite.
week-not-started = <b>{ $name }</b> starts on { $start }. See you then.
week-ended = <b>{ $name }</b> ended on { $end }.
week-today = Today's theme: <b>{ $theme }</b>
week-activity-todo = ○ { $icon } { $title }
week-activity-done = ● { $icon } { $title }
week-button-activity = { $icon } { $title }
week-button-mine = 📋 Mine
week-button-teams = 🏢 Teams
week-button-check-in = 📷 Check in
week-mine =
    📋 <b>My week</b>
    { $acts ->
        [one] { $acts } act
       *[other] { $acts } acts
    } · { $grams } ({ $solid } with evidence)
    { $checked ->
        [one] { $checked } check-in
       *[other] { $checked } check-ins
    } · active { $active } of { $days } days
week-teams = 🏢 <b>{ $name } · teams per head</b>
week-old-clothes = Take a bag code, drop it at { $place }; it is credited when weighed.
week-clothes-by-weight = 👕 How heavy are the clothes? Just say "clothes 2 kg".
week-steps = How many steps today? Steps go to the cause; they are not counted as carbon.
week-steps-done = 👣 { $steps } steps, noted. Steps go to the cause; they are not counted as carbon.
week-button-steps = { $steps }
week-closed =
    🌿 <b>{ $name }</b> is over; thank you, everyone
    { $participants } of { $members } took part ({ $participation })
    Together <b>{ $sum }</b> avoided, { $solid } with evidence, { $verified } verified
    { $top }
week-card =
    🌿 Your week: { $own }
    Team: { $team } · everyone: { $sum }
week-next-year = What should we do next year?
week-thanks = Thank you; passed on to the organiser.
checkin-done = ✅ Checked in: { $event } · { $time } · evidence { $evidence } ({ $how })
checkin-how-code = six digits on the spot
checkin-how-qr = QR + Telegram signature
checkin-expired = That code has expired; it changes every 30 s, scan the newest on the screen.
checkin-code-expired = Those digits have expired; they change every { $seconds } s. Use the newest on the screen.
checkin-again = You checked in at { $time }.
checkin-network = Bad network? Read the six digits under the code to a volunteer.
checkin-ask = Please send the six digits on the screen.
checkin-wrong = Those digits don't match; have another look at the screen.
checkin-not-open = Check-in hasn't opened yet, or is over.
checkin-join-first = Join <b>{ $name }</b> first; one tap does it.
checkin-too-often = Too many tries; come back in { $seconds } s.
