# The bot: short sentences between conversations

command-me = How I stand
bot-week = This week { $week } · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
bot-leg-pending = { $icon } { $title } { $quantity } → in review
bot-leg-sum = { "  " }{ $formula } ({ $methodology })
bot-cap = Today's limit of { $limit } for { $title } is reached: the rest is kept in details, not as grams.
bot-merged = A partner had already sent this one ({ $title } { $quantity }): it counts once, evidence A.
bot-about-record = { $icon } { $title } { $quantity }
bot-final = This one is settled (undone, verified, in review, or sent by a partner) and can't be changed. Ask your organiser if it looks wrong.
bot-edited = Editing the chat doesn't edit the ledger: your entry stands as it was. To change the number tap [✏️ Change km] under it, to take it back tap [↩️ Undo].
bot-button-add-proof = 📎 Add proof
bot-button-own-data = ⬇️ Download my data
bot-proof-later = Being integrated: tap again in a few seconds for the proof file.
bot-why-withheld = { $icon } { $title } { $quantity } has no grams: { $why }. I never borrow another place's figure.
bot-me =
    <b>{ $name }</b> · { $mass }
    { $acts ->
        [one] { $acts } act
       *[other] { $acts } acts
    }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } · this week { $week }
    Evidence A { $attested } · B { $corroborated } · C { $told }
    Verified { $verified }
bot-rank-few = Fewer than { $least } people have logged this week, so there is no ranking: nobody should be recognised by a figure.
bot-proof-ask =
    📎 Send one photo for "{ $title } { $quantity }": the ticket, the trip's screenshot, or the scale's reading.
    Please cover name and card number, and send it as a photo, not as a file.
bot-photo-which = Got the photo. Which entry does it prove?
bot-photo-alone = Got the photo, but no entry is waiting for proof. Log one first, "metro 12 km", then tap [📎 Add proof] under it.
bot-photo-consent = A photo counts once a reviewer has looked at it. They don't see your name and keep only the decision. Agreed?
bot-button-photo-agree = Agree, let a person review it
bot-photo-attached = 📎 Sent for review: { $title } { $quantity }. Once accepted the evidence is B and the mist turns solid.
bot-photo-used = That photo has been used once already.
bot-send-as-photo = Please send it as a photo, not as a file: a file may carry the place it was taken, so I don't accept it.
bot-no-grams = no grams
