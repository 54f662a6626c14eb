command-roles = Who may do what
command-adjust = Correct a record (two persons)
command-settings = Settings of the organisation

role-organiser = organiser
role-reviewer = reviewer
role-admin = admin
role-owner = owner
role-programme_manager = programme manager
role-champion = champion
role-community_officer = community carbon officer
role-viewer = viewer

roles-home = 🔑 Who may do what in <b>{ $organisation }</b>
roles-line = { $name } · { $role } · { $where } · since { $since }
roles-everywhere = the whole organisation
roles-button-give = ➕ Give a role
roles-button-back = ‹ Back
roles-button-take = Take this role away
roles-button-remove = Remove from the organisation
roles-button-remove-yes = Remove
roles-give = Which role? You get a link that works once; it is logged.
roles-link =
    🔑 { $organisation } · { $role }
    { $link }
    Works once, until { $expires }. Whoever opens it holds the role: send it to that person alone.
roles-taken = Taken away: { $name }. In force now.
roles-remove-ask = Remove { $name } from the organisation? Its records stay; their own data stays theirs.
roles-removed = Removed: { $name }. In force now.

adjust-home = { $count ->
        [0] ⚖️ No correction waits for a second person.
        [one] ⚖️ One correction waits for a second person
       *[other] ⚖️ { $count } corrections wait for a second person
    }
    To propose one, send /adjust with the record's id, such as /adjust act_…
adjust-act =
    ⚖️ { $title } { $quantity } · { $grams }
    What should become of it? It counts once somebody else confirms.
adjust-button-reverse = ↩️ Reverse it
adjust-button-quantity = ✏️ Another quantity
adjust-button-confirm = ✅ Confirm
adjust-button-decline = 🚫 Decline
adjust-button-withdraw = ↩️ Withdraw
adjust-quantity = { $title } says { $quantity }. What is right? Send a whole number of { $unit ->
        [m] metres
        [g] grams
        [Wh] watt-hours
       *[event] times
    }. The grams follow by the record’s own method.
adjust-why = Why?
adjust-reason = { $reason ->
        [wrong_quantity] the quantity is wrong
        [counted_twice] counted twice
        [did_not_happen] it did not happen
        [wrong_person] somebody else’s
       *[other] another reason
    }
adjust-comment = Say why in one sentence. It is kept encrypted, and shown to whoever confirms.
adjust-proposed =
    ⚖️ Proposed: { $what }
    Another admin or a reviewer confirms it, until { $until }.
adjust-one =
    ⚖️ { $what }
    { $reason } · { $comment }
    until { $until }
adjust-brief-reverse = reverse { $title } { $quantity } ({ $grams })
adjust-brief-correct = { $title } { $quantity } → { $to } (now { $grams })
adjust-done = ✅ Corrected: { $title } { $quantity } · { $grams }. What was recorded first stays in the log.
adjust-declined = Declined; nothing has changed.
adjust-withdrawn = Withdrawn; nothing has changed.
adjust-told-reversed = Your organisation corrected one of your records: { $title } { $quantity } was reversed. Why: { $reason }. The first record can still be seen.
adjust-told-corrected = Your organisation corrected one of your records: { $title } is now { $quantity }, { $grams }. Why: { $reason }. The first record can still be seen.

settings-home =
    ⚙️ <b>{ $organisation }</b>
    Figures of fewer than { $group } people are hidden
    Zone { $zone } · region { $region } (change it in /method)
settings-button-name = ✏️ Rename
settings-name = The new name? At most { $longest } characters.
