# Attesting a method's source text: two admins of Leafledger's programme

command-attest = Attest a source text
attest-none = No method waits for its source text.
attest-list =
    📎 <b>Attest a source text</b>
    These methods are only quoted, so market lots wait. Once two admins have each sent the same source document as a file, the next version is published with its SHA-256. The file is not kept, only its hash and length.
attest-line =
    • <b>{ $methodology }</b> { $title }: { $state ->
        [own] yours is here, another admin's is missing
        [other] another admin's is here, a second one is missing
        [both] the files that were sent differ
       *[none] nobody has sent it yet
    }
attest-ask =
    Please send me the source text of <b>{ $methodology }</b> ({ $issuer }) as a file of at most 20 MB.
    Take the one that you got from the issuer yourself, not one that somebody passed on. Compare its values first: { $values }.
    Where they differ, don't send it: that takes a new version with other values.
attest-own = Yours: { $length } bytes, SHA-256 <code>{ $sha256 }</code>. Another file replaces it.
attest-button-withdraw = ↩️ Take mine back
attest-withdrawn = The source text that you sent for { $methodology } is taken back.
attest-nothing = You have sent no source text for { $methodology }, so there is nothing to take back.
attest-as-file = Please send it as a file: a photo is compressed anew each time, so two never agree.
attest-waiting =
    Received { $length } bytes, SHA-256 <code>{ $sha256 }</code>.
    Another admin has to send the same file before the next version of { $methodology } is published.
attest-differ =
    Received { $length } bytes, SHA-256 <code>{ $sha256 }</code>.
    That is not the file that another admin sent, so nothing was published. Find out together which one is right; whoever was wrong sends again.
attest-published =
    ✅ The two are the same, SHA-256 <code>{ $sha256 }</code>.
    { $following } is published and prices new records from a minute on; old ones stay with { $methodology }.
attest-told-waiting = 📎 Another admin has sent the source text of { $methodology }. Please send the one that you got yourself: /attest
attest-told-differ = 📎 The source text that another admin sent for { $methodology } is not the one that you sent. Nothing was published. Compare them, then: /attest
attest-told-published = ✅ Two admins have attested the source text of { $methodology }: { $following } is published.
