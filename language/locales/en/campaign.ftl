# Energy week: organising, check-in, closing; and what review adds

campaign-few = too few people to show
campaign-none = none
campaign-coming = { $name } (starts { $start })
campaign-running = { $name } · day { $day } of { $days }
campaign-over = { $name } (over)
campaign-joined-before = ✅ You are in <b>{ $name }</b>. It starts on { $start }. See you then.
campaign-rules = 📜 { $text }
campaign-button-rules = 📜 Rules

campaign-checked-in =
    ✅ Checked in: { $name } · { $time } · evidence { $evidence } ({ $how })
    A check-in counts as taking part, not as grams.
campaign-checked-in-joined =
    ✅ Joined and checked in: { $name } · { $time } · evidence { $evidence } ({ $how })
    A check-in counts as taking part, not as grams.
campaign-how-digits = six digits on the spot
campaign-how-link = QR code on the spot
campaign-checkin-ask = Send me the six digits on the organiser's screen, or scan that QR code.

campaign-button-default-name = { $name }
campaign-name-how = Send a name (up to 40 characters), or tap:
campaign-start-how = Which day does it start? You can also send a date, such as { $example }.
campaign-button-today = Today, { $day }
campaign-button-day = { $day }
campaign-goal-how = What is the common goal, in kg? Send a number, or tap:
campaign-button-goal = { $goal }
campaign-button-no-goal = No goal
campaign-goal-none = none
campaign-published =
    ✅ <b>{ $name }</b> is published; its rules are frozen from now on, and in the ledger.
    { $start } to { $end }
    Join link (valid to the last day): { $link }
campaign-invite =
    👥 Join <b>{ $name }</b>
    { $link }
    Valid until { $end }. New colleagues join organisation and week with one screen.
campaign-code =
    📷 <b>{ $name }</b> · check-in code of { $day }
    <code>{ $digits }</code>
    Valid until midnight. Read the six digits out, or let people scan this.
    { $link }
campaign-not-running = No energy week runs today; its check-in code comes on the first day.
campaign-nothing-open = There is no energy week to close.

campaign-summary =
    🏁 <b>{ $name }</b> is over
    { $joined } of { $members } joined, { $participants } active ({ $participation }), acts: { $acts }
    Together <b>{ $sum }</b> avoided
    A signed { $attested } · B with proof { $corroborated } · C self-reported { $told }
    Of it verified { $verified } · old clothes { $clothes }
    { $top }
campaign-summary-few =
    🏁 <b>{ $name }</b> is over
    { $joined } of { $members } joined. Fewer than { $least } were active, so no totals are shown.
campaign-card =
    🌿 <b>{ $name }</b> is over; thank you.
    Your week: { $own }
    Together: { $participants ->
        [one] { $participants } person
       *[other] { $participants } people
    }, { $sum }

review-told-counted = ✔️ Accepted: { $title } { $quantity }, { $grams } counted (still self-reported: it needs proof to be verified).
review-approved-counted = ✅ Counted: { $grams } (self-reported, not verified)
review-bulk-ask-all = Release { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    } signed by partners, { $grams } in all? (Yours and your team's are left out.)
review-home = 🧾 Nothing needs a single look.
review-check-asked = the person asked for a review
review-check-photo = with a photo
review-worth = worth { $grams } once approved


error-campaign-unknown = There is no such energy week.
error-campaign-template-unknown = There is no template "{ $template }".
error-campaign-name-unusable = A name is one line of 1 to { $most } characters.
error-campaign-start-out-of-range = It has to start today or within { $most_days } days.
error-campaign-goal-out-of-range = The goal has to be between 0 and { $most_kg } kg.
error-campaign-overlaps = There is a week at that time already: { $name }.
error-campaign-foreign = This week belongs to { $organisation }; join it first with the organiser's invite.
error-campaign-over = { $name } is over.
error-checkin-wrong = Those digits don't match; have another look at the organiser's screen.
error-checkin-expired = That check-in code has expired; it changes every day. Use today's.
error-checkin-not-open = Check-in hasn't opened yet, or is over.
error-checkin-too-often = Too many tries; come back in { $retry_after_s } s.
