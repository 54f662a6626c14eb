# The bot: short sentences between conversations

command-me = How I stand
bot-choice-whole = ✅ { $whole }
bot-week = This week { $week } · 🔥 { $streak ->
        [one] { $streak } workday
       *[other] { $streak } workdays
    }
bot-leg-pending = { $icon } { $title } { $quantity } → in review
bot-leg-sum = { "  " }{ $formula } ({ $methodology })
bot-cap = Today's limit of { $limit } for { $title } is reached: the rest is kept in details, not as grams.
bot-merged = A partner had already sent this one ({ $title } { $quantity }): it counts once, evidence A.
bot-about-record = { $icon } { $title } { $quantity }
bot-final = This one is settled (undone, verified, in review, or sent by a partner) and can't be changed. Ask your organiser if it looks wrong.
bot-edited = Editing the chat doesn't edit the ledger: your entry stands as it was. To change the number tap [✏️ Change km] under it, to take it back tap [↩️ Undo].
bot-button-add-proof = 📎 Add proof
