# First contact: hello, consent, language, joining

start-hello = Hi { $name } 👋 I'm Leafledger. Metro, bike, recycling: I log the carbon you avoid, and every gram can be traced.
start-hello-joining =
    Hi { $name } 👋 I'm Leafledger. Metro, bike, recycling: I log the carbon you avoid, and every gram can be traced.
    <b>You are joining: { $organisation }</b>
start-hello-kept =
    { $count ->
        [one] What you told me is kept for an hour, and counts once you agree.
       *[other] { $count } sentences are kept for an hour, and count once you agree.
    }
start-welcome-back = Welcome back, { $name } 👋 Just say it: "metro 12 km".
start-consent =
    <b>What I keep, and what I don't</b>
    I keep: nickname, mode, km, date.
    I don't keep: phone number, full track, location inside photos.
    Your employer sees totals of 5+ people, never your single trips.
start-consent-version = Privacy notice, version { $version }
start-consent-policy =
    <b>The full privacy notice (version { $version })</b>
    1. I keep: nickname, way of travel or kind of recycling, km or kg, date, evidence level, and your consent.
    2. I don't keep: phone number, contacts, full tracks, location inside photos.
    3. The ledger holds sealed commitments and grams, no names; once your key is destroyed, nothing there points to you.
    4. Your employer sees totals of 5+ people only; a partner sees only its own pseudonym for you.
    5. With /privacy you can look at any time, withdraw a partner's permission, or turn a switch off.
    6. No advertising, no selling of data, no scoring of people.
start-consent-saved = Your consent is noted. To change it, send /privacy.
start-switch-board = Show nickname on boards
start-switch-photos = Let a person review photos
start-switch-on = ☑ { $label }
start-switch-off = ☐ { $label }
start-button-continue = Continue
start-button-other-language = 中文
start-button-not-mine = Not my organisation
start-button-agree = Agree and start
start-button-look = Just look around
start-button-policy = Full policy
start-button-back = Back
start-button-skip = Skip
start-baseline = How do you usually commute? (asked once, statistics only)
start-baseline-how-far = One way, how many km?
start-baseline-saved = Noted, thank you.
start-button-car = 🚗 Car
start-button-home = 🏠 At home
start-button-kilometres = { $number }
start-first-win = Saved: "Commute { $distance }" is now one tap. Log today's?
start-button-commute = { $icon } Commute { $distance }
start-ready =
    All set. Just say it:
    "metro 12 km", "bike 5 km", "paper 2 kg"
start-look-around = Look around: this is a sample planet and nothing is stored. To begin, send /start.
start-invite-expired = This invite has expired: ask for a new one, or start on your own.
start-invite-unknown = I don't know this link: ask for a new one, or start on your own.
start-not-mine = Fine, not joined. You can log on your own with Leafledger.
start-joining-anew = New records count there. Planet, streak and receipts come along with you; what you have recorded stays in the ledger it is in.
start-joined = ✅ You have joined <b>{ $organisation }</b>.
start-already-member = You already belong to <b>{ $organisation }</b>.
start-region = Where do you mostly travel? Grams follow the local method.
start-region-kept =
    { $count ->
        [one] Kept; it counts as soon as I know the place.
       *[other] { $count } sentences kept; they count as soon as I know the place.
    }
    Where do you mostly travel? Grams follow the local method.
start-region-another = Where do you mostly travel? Tap, or write the place. It counts from the next act on; what is recorded stays.
start-button-elsewhere = Somewhere else
start-region-saved = Good, the method of { $place } applies.
start-region-without-method =
    Rides are logged and count for days and streak; their grams wait, because I never borrow another city's figure.
    Which city or country is it? Just type its name: Guangzhou, 上海, London.
start-partner = <b>{ $partner }</b> would like to send your trips to Leafledger. It gets one pseudonym and sees neither your nickname nor your other records. You can withdraw in /privacy at any time.
start-button-partner-agree = Agree
start-button-partner-refuse = No
start-partner-linked = <b>{ $partner }</b> is linked. The trips it sends carry evidence A.
start-partner-refused = Not linked: { $partner } can send nothing.
start-partner-expired = This link has expired; please open it again in { $partner }.
start-place-unknown = I don't know that place. Type a city, a province, a country, or a code: Guangzhou, 上海, London, FR. Acts are logged all the same.
