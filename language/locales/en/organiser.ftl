# Organiser

organiser-home =
    🛠 <b>{ $organisation }</b> · today { $people } people / { $grams }
    { $pending } to review · energy week: { $week }
organiser-few = not shown under 5
organiser-no-week = none
organiser-button-week = ➕ Energy week
organiser-button-code = 📷 Check-in code
organiser-button-participation = 📊 Participation
organiser-button-review = 🧾 Review
organiser-button-invite = 👥 Invite code
organiser-button-close = 🏁 Close
organiser-week-template = Choose a template:
organiser-week-name = What is it called?
organiser-week-start = Which day does it start?
organiser-week-days = How many days?
organiser-week-goal = What is the common goal, in kg?
organiser-week-participation = From which participation is a team ranked?
organiser-week-preview =
    <b>Preview</b>
    🌿 { $name }
    { $start } to { $end } · goal { $goal }
    Teams are ranked from { $participation } participation
    { $activities }
organiser-button-publish = Publish
organiser-button-back = Back
organiser-week-published =
    ✅ Published; the rules are frozen from now on.
    Join link: { $link }
organiser-week-exists = There is a week at that time already: { $name }.
organiser-code =
    📷 <b>{ $event }</b>
    <code>{ $code }</code>
    { $seconds } s left; tap 🔄 when it expires
organiser-code-how = People send me the six digits, or scan: { $link }
organiser-button-refresh = 🔄 Refresh
organiser-participation =
    📊 <b>{ $name }</b>
    { $joined } of { $members } joined ({ $percent })
    { $today } active today · { $checked } checked in
    Together { $sum } avoided, { $solid } with evidence
organiser-invite =
    👥 Invite to <b>{ $organisation }</b>
    { $link }
    Valid until { $expires }, for up to { $uses } people
organiser-close-ask = Close <b>{ $name }</b>? The summary goes out and nothing can change after that.
organiser-button-close-yes = Close and send the summary
organiser-closed = ✅ <b>{ $name }</b> is closed; the summary went to { $people ->
        [one] { $people } person
       *[other] { $people } people
    }.
organiser-export = { $month }: { $verified } verified, A { $attested } / B { $corroborated }, root <code>{ $root }</code>
organiser-none = You don't organise anything yet.
