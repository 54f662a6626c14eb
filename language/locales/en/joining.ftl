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
