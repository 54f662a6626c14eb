# Review

review-item =
    🧾 { $number } of { $total } · { $icon } { $title } { $quantity } (name hidden)
    { $day } · evidence { $evidence } · { $grams }
    { $checks }
review-one =
    🧾 { $icon } { $title } { $quantity } (name hidden)
    { $day } · evidence { $evidence } · { $grams } · { $status ->
        [verified] verified
        [reversed] taken back
        [pending_review] waiting for review
       *[recorded] recorded
    }
review-check-passed = { $check } ✔️
review-check-warned = <b>{ $check } ⚠️</b>
review-check =
    { $check ->
        [within_cap] within daily cap
        [over_cap] over the daily cap
        [no_overlap] no overlap in time
        [overlap] overlaps another in time
        [plausible] plausible amount
        [unusual] unusual amount
        [partner_signed] signed by the partner
       *[self_reported] self-reported only
    }
review-empty = 🧾 Nothing to review. All clear.
review-button-approve = ✅ Approve
review-button-reject = 🚫 Reject
review-button-after-all = 🚫 Reject after all
review-button-skip = Skip
review-button-bulk = ✅ Release all { $count }
review-button-duplicate = Duplicate
review-button-unreadable = Unreadable
review-button-not-this = Not this item
review-button-other = Other
review-approved = ✅ Verified: { $grams }
review-rejected = 🚫 Rejected; the total is lowered by { $grams }, the record stays.
review-taken = Somebody has just reviewed that one.
review-bulk-done = ✅ { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    } verified, { $grams } in all.
review-button-bulk-yes = Release
review-told-approved = ✔️ Accepted: { $title } { $quantity }, { $grams } verified.
review-told-rejected = Not accepted this time: { $title } { $quantity }, { $reason }.
review-reason =
    { $reason ->
        [duplicate] the same as another entry
        [unreadable] it could not be read
        [not_this_item] it is not this item
        [implausible] the amount is implausible
       *[other] the review did not pass
    }
