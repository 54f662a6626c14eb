# Your data

privacy-home =
    🔐 <b>Your data</b>
    I keep: nickname, mode, km, date, evidence level and your consent.
    I don't keep: phone number, full track, location inside photos.
    The ledger holds grams and sealed commitments, no names. Your employer sees totals of 5+ people only.
privacy-organisation = Organisation: { $organisation }
privacy-region = Region: { $region }
privacy-partners = <b>Partners that may send your trips</b>
privacy-partner-line = { $partner } · since { $day } · pseudonym <code>{ $member }</code>
privacy-partners-none = No partner may send your trips.
privacy-button-withdraw = Withdraw { $partner }
privacy-withdraw-ask = Withdraw the permission of <b>{ $partner }</b>? Whatever it sends from then on is refused; what is logged stays.
privacy-button-withdraw-yes = Withdraw
privacy-withdrawn = Withdrawn at once: whatever { $partner } sends is refused.
privacy-button-region = 🗺 Region
privacy-button-policy = Full policy
privacy-switches = All of these are off until you turn them on:
