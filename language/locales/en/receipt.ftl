# Receipts: prove it

receipt-proved =
    🧾 #{ $reference } · { $title } { $quantity } · { $grams } · evidence { $evidence }
    Ledger entry { $entry }, checkpoint { $checkpoint }
    Leaf <code>{ $leaf }</code> → root <code>{ $root }</code>, { $steps ->
        [one] { $steps } step
       *[other] { $steps } steps
    } ✔️
    <b>Shows</b>: unchanged since { $since }. <b>Does not show</b>: { $travel ->
        [yes] that you rode
       *[no] that it happened
    }; see the evidence level.
receipt-integrating =
    🧾 #{ $reference } · { $title } { $quantity } · { $grams } · evidence { $evidence }
    Ledger entry { $entry }, being integrated, proof in a moment
receipt-later = Later: { $what }
receipt-event =
    { $event ->
        [evidence_raised] evidence raised
        [reviewed] review passed
        [verified] verified
        [corrected] corrected
       *[reversed] undone
    }
receipt-history = 🧾 <b>Latest entries</b>
receipt-history-line = #{ $reference } · { $day } · { $title } { $quantity } · { $grams }
receipt-none = Nothing logged yet. Start with "metro 12 km".
receipt-button-older = ⏪ Older
receipt-button-proof = ⬇️ Proof file
receipt-button-sum = 🧮 The sum
receipt-button-wrong = ✋ Something's wrong
receipt-check-page = the check page
receipt-proof-file =
    Check it on { $page }, which also works offline, or with any tool that knows C2SP tlog-proof.
    The ledger's key: <code>{ $vkey }</code>
receipt-wrong = What is wrong? You can change the number or undo the entry; the original stays visible either way.
