# Invitations and requests to join

inviting-button = 📈 Invitations
inviting-home = 📈 <b>Invitations to { $organisation }</b>: opened · joined · recorded something
inviting-none = None is open. "Invite code" makes one.
inviting-line =
    • { $kind ->
        [week] energy week
        [role] with a role, for one
        [unit] { $unit }
       *[all] everybody
    }, until { $until }: { $views } · { $joins } of { $cap } · { $begun }
inviting-roster = • roster, { $invited } people: { $views } · { $joins }
inviting-few = –
inviting-first = "–": how many have recorded is told once { $least } people joined by an invitation.
inviting-button-print = 🖨 Sheets to print
inviting-printed =
    🖨 { $pages } pages to print: one for everybody, one per department. { $more ->
        [0] Open the file in a browser.
       *[other] { $more } departments had no room.
    }
inviting-sheet = Scan with your phone's camera to join { $organisation } on Leafledger. Valid until { $until }.
inviting-ask-link =
    For people without a code; they ask, you decide:
    { $link }

request-ask =
    You have no invitation to <b>{ $organisation }</b>, but you can ask. Its organisers see your nickname, { $name }.
    Asking is agreeing to join, should they approve.
request-button-ask = 🙋 Ask to join
request-waits = 🙋 Asked. You'll hear when the organisers of <b>{ $organisation }</b> have decided; until then nothing changes.
request-button-list = 🙋 Requests
request-list = 🙋 These people ask to join <b>{ $organisation }</b>:
request-none = Nobody asks to join at the moment.
request-line = { $number }. { $name }, since { $day }
request-button-approve = ✅ { $number }
request-button-decline = ✖️ { $number }
request-approved = ✅ { $name } has joined.
request-declined = { $name } was declined, and is told so.
join-request-told = 🙋 Somebody asks to join <b>{ $organisation }</b>.
join-request-approved = ✅ You have joined <b>{ $organisation }</b>.
join-request-declined = The organisers of <b>{ $organisation }</b> declined your request. Your records stay yours; nothing has changed.

email-button = ✉️ Join by e-mail
email-ask = ✉️ Type your address at work, such as name@company.com. A code goes there; the address itself isn't kept.
email-malformed = That is no e-mail address that I can read. Type it once more, such as name@company.com.
email-sent = ✉️ If that address belongs to an organisation here, a code of six digits is on its way. Type it here within ten minutes.
email-subject = Your code for Leafledger
email-letter =
    Your code for joining { $organisation } on Leafledger: { $code }

    Type it in the chat within ten minutes. If you didn't ask for it, ignore this letter: without the code nothing happens.

start-button-agree-of-age = Agree and start (I'm { $age } or older)
start-button-younger = I'm younger than { $age }
start-younger =
    You need to be { $age } for an account of your own, so nothing is kept, not even that you asked.
    Somebody grown up at home can log for you by a nickname: they send /family.
