# Households: making one, inviting, joining, children, leaving

command-family = My household
family-none = 👪 No household yet. See the sum of your home together, up to { $most } people with the children; each adult agrees before they are in.
family-home = 👪 <b>{ $household }</b> · { $people ->
        [one] { $people } person
       *[other] { $people } people
    }
family-month = Home this month <b>{ $month }</b> · { $total } in all
family-goal = 🎯 This month's goal: { $goal } { $bar } { $percent }
family-goal-ask = 🎯 How much shall the home save in a month? Choose one, or write "30 kg". Each adult may change it.
family-button-goal = 🎯 Goal
family-once = Each gram counts once: you, home and team are three views of it. Only the time that each was in it counts.
family-founder = { $name } (founder)
family-member = { $name }
family-child = 🧒 { $name }
family-and = { $left }, { $right }
family-usual-name = { $name }'s home
family-consent =
    The adults of a home see its total, who is in it, and the readings of its meter. Nobody sees another's single records.
    Only what you do between joining and leaving counts. In a home of two, the total less your own is the other's.
    Records stay in the ledger they are in, and no employer sees your home. Leave at any time, and take your grams out if you like.
family-button-make = Make a household
family-button-agree-usual = Agree, call it "{ $household }"
family-button-agree-name = Agree, with another name
family-button-invite = Invite family
family-button-children = 🧒 Children
family-button-people = Remove someone
family-button-leave = Leave
family-button-former = Former households
family-name-ask = What shall it be called? At most { $longest } characters.
family-invite =
    👪 Invite into "{ $household }" (room for { $room } more)
    { $link }
    Good until { $day }. Send it to your family. Each must agree; a child can be a nickname you log for.
family-button-contacts = 👤 Choose contacts
family-contacts = Tap "👤 Choose contacts" below. It is used to pass the invitation on, nothing else: no contact is stored, no phone number asked.
family-contacts-back = help
family-shared = Whoever uses Leafledger gets the invitation, unless they turned such messages off; who does is not told. Send everybody else this link, good until { $day }: { $link }
family-invited = 👪 { $name } invites you into the household "{ $household }". You are asked before you are in: { $link }
family-join = 👪 Join the household "<b>{ $household }</b>" ({ $people ->
        [one] { $people } person
       *[other] { $people } people
    } now)?
family-button-join = Agree and join
family-button-join-not = Don't join
family-join-not = Fine: you have not joined, and nothing was noted.
family-link-expired = This invitation has ended, is used up, or the household is gone. Ask your family for a new one.
family-link-unknown = This invitation link is not right. Ask your family for a new one.
family-children = 🧒 A child is a nickname without an account; an adult logs for it. The records are the adult's, the nickname never enters the ledger, and it is deleted when you leave or remove it.
family-button-child-add = + Add a child
family-child-ask = The child's nickname? At most { $longest } characters.
family-child-page = 🧒 { $name }: you logged { $acts ->
        [one] { $acts } act
       *[other] { $acts } acts
    }, { $mass }.
family-button-child-log = ✍️ Log for { $name }
family-button-child-forget = Remove
family-child-forget-ask = Remove { $name }? What was logged stays yours; it only no longer says whose it was.
family-child-how = What did { $name } do? Say it in the next message, such as "bus 3 km". It counts in your records and your day's limits; you see it, and the home's total does.
family-child-noted = 🧒 { $name }
family-people = Remove whom? They are told, and the invitation links that were handed out end.
family-button-remove = Remove { $name }
family-button-remove-yes = Remove
family-remove-ask = Remove { $name } from the household? What they did while in it stays in the total until they take it out.
family-removed-told = { $name } is out.
family-leave-ask =
    Leave "<b>{ $household }</b>"? Your records and your planet keep every gram.
    What you did while in it can stay in the home's total, or go with you. The children you entered are forgotten.
family-button-leave-keep = Leave, my grams stay in the total
family-button-leave-take = Leave and take my grams out
family-dissolve-ask = You are the last adult. If you leave, "<b>{ $household }</b>" is dissolved: its name, the children's nicknames and the meter readings are deleted; your records keep every gram.
family-button-dissolve = Leave and dissolve it
family-left = You have left "{ $household }". Your records keep every gram.
family-former = The totals of these households still hold your grams of that time. Taking them out changes none of your records.
family-button-take-out = Take out of "{ $household }"
family-button-meter = ⚡ Meter
family-meter-home = ⚡ <b>The meter at home</b>
family-meter-bill = Last bill: { $month } · { $energy }
family-meter-day = Last reading: { $day } · { $energy }
family-meter-once = Each kWh is recorded once, with whoever entered it; everybody at home sees the readings. A slip? Enter the same period again.
family-button-bill = Add bill
family-button-reading = Read the meter
family-button-mend = ✏️ Correct { $day }
family-mend-ask = What should the reading of { $day } have been, in kWh?
family-bill-month = Which month is the bill of? Last year's can be added too, to compare with.
family-bill-ask = How many kWh in { $month }? Just the number, such as "210".
family-reading-ask = Where does the meter stand, in kWh? Write its number, such as "5068.5". About the same time each day is best.
family-bill-kept = ⚡ { $month }: { $energy }, noted.
family-reading-kept = ⚡ Meter at { $energy }, noted.
family-basis-last-year = The same month last year
family-basis-first-bills = The mean of the first three bills
family-basis-own-mean = The daily mean of the seven days before
family-compared = { $basis }: { $baseline }. Now: { $actual }. Saved: { $saved } (30 % of the baseline at most).
family-compared-more = { $basis }: { $baseline }. Now: { $actual }, no less.
family-saved-none = Nothing to record; the reading stays to compare with.
family-saved-daily = That month was recorded day by day already, so the bill adds nothing.
family-saved-old = That month is too long ago to be recorded; it only helps to compare.
family-withheld-bill = The kWh are recorded. No methodology prices a whole month's bill yet, so their grams are withheld.
family-withheld-day = The kWh are recorded. Where you are there is no grid factor to price them by, so their grams are withheld.
family-days-missing = Read the meter on { $days ->
        [one] { $days } more day
       *[other] { $days } more days
    } in a row to compare with your own seven days before.
family-bills-missing = { $bills ->
        [one] { $bills } earlier bill
       *[other] { $bills } earlier bills
    } more, or the same month of last year, and there is something to compare with.
family-doubt-below = { $energy } is below the last reading, { $last }. Write it again if it was a slip; if the meter was exchanged, tap "Yes".
family-doubt-unlikely = { $energy } is ten times the usual ({ $usual }) or more. Write it again if it was a slip; if it is so, tap "Yes".
family-doubt-other = { $last } is noted for this period. Change it to { $energy }?
family-button-sure = Yes, that is right
family-removed = 👪 You are no longer in the household "{ $household }". Your records all stay yours; to take your grams of that time out of its total, send /family.
erased-households = Places in households, children's nicknames and what was logged for them
notify-switch-family = Household invitations
own-data-table-household = Household
own-data-table-household-member = Places in households
own-data-table-household-child = Children's nicknames you entered
own-data-table-household-act = What you logged for children
own-data-table-household-reading = Meter readings you entered
