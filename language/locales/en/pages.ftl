# The API's own pages

page-name = Leafledger · 一叶
page-this-language = English
page-hero = Everyday low‑carbon acts become grams that anyone can check.
page-what = Say "metro 12 km". You see the grams, the formula and its source, and a receipt that proves itself offline.
page-chat = Chat with 一叶
page-chat-what = The bot, here in the browser, without a Telegram account.
page-api = API for partner apps
page-api-what = Send rides and events, read them back, check the log.
page-green-office = Green office
page-green-office-what = An organisation's month: people, kilometres, reductions, commuting.
page-ledger = The public ledger
page-ledger-what = Append-only; its size and root are signed, and standard verifiers accept them.
page-check = Check a proof
page-check-what = One page that verifies a receipt in your browser, offline too.
page-step-1 = A sentence, a button or a partner's ride becomes one entry; nothing is ever edited.
page-step-2 = A published methodology turns it into whole milligrams; the same inputs always give the same figure.
page-step-3 = Every second the log is sealed under a signed checkpoint that any witness can hold us to.
page-docs-what = Send the key as "Authorization: Bearer lf_live_…". A repeated request never counts twice.
page-docs-key = key
page-docs-parameters = Parameters:
page-docs-answers = Answers:
page-problem-status = HTTP status { $status }, code
