# Organiser

organiser-home =
    🛠 <b>{ $organisation }</b> · today { $people } people / { $grams }
    { $pending } to review · energy week: { $week }
organiser-button-week = ➕ Energy week
organiser-button-code = 📷 Check-in code
organiser-button-participation = 📊 Participation
organiser-button-review = 🧾 Review
organiser-button-invite = 👥 Invite code
organiser-button-close = 🏁 Close
organiser-week-preview =
    <b>Preview</b>
    🌿 { $name }
    { $start } to { $end } · goal { $goal }
    Teams are ranked from { $participation } participation
    { $activities }
organiser-button-publish = Publish
organiser-button-back = Back
organiser-week-exists = There is a week at that time already: { $name }.
organiser-participation =
    📊 <b>{ $name }</b>
    { $joined } of { $members } joined ({ $percent })
    { $today } active today · { $checked } checked in
    Together avoided: { $sum } · with evidence: { $solid }
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
