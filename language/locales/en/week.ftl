# Energy-saving week and check-in

week-standing =
    🌿 <b>{ $name }</b> · day { $day } of { $days }
    Our goal { $goal }　{ $bar } { $percent }
    You did { $done } of { $total } today
    { $members } joined, { $checked } checked in
week-standing-no-goal =
    🌿 <b>{ $name }</b> · day { $day } of { $days }
    Together avoided: { $sum }
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
checkin-again = You checked in at { $time }.
