# What if: one's own records, another version of the method

command-whatif = What if: another version
whatif-button = 🔁 Another version
whatif-none = The methods of your records have no other version. When there is one, it is listed here.
whatif-list =
    🔁 <b>What if?</b>
    The same records by another version: how many grams would it be? Just a look, the ledger stays as it is.
whatif-version =
    • { $methodology }: { $status ->
        [draft] a draft, books nothing
        [retired] retired
       *[active] in force
    }
whatif-result = 🔁 Your records by <b>{ $methodology }</b>
whatif-line = { $icon } { $title }: { $acts ->
        [one] { $acts } record
       *[other] { $acts } records
    }, booked { $stands } → would be { $would } ({ $difference })
whatif-sum = In all { $acts ->
        [one] { $acts } record
       *[other] { $acts } records
    }: booked { $stands } → would be { $would } ({ $difference })
whatif-all-by-it = None of your records can be priced by it.
whatif-not-priced =
    { $reason ->
        [pending_review] { $acts } still { $acts ->
            [one] waits
           *[other] wait
        } for review and { $acts ->
            [one] is
           *[other] are
        } left out
        [activity_out_of_date] { $acts } on days outside this version
       *[other] { $acts } with data that this version does not take
    }
whatif-untouched = The ledger is unchanged.
whatif-difference =
    { $sign ->
        [less] { $mass } less
        [more] { $mass } more
       *[same] the same
    }
whatif-recalculated =
    🔁 { $acts ->
        [one] One of your records
       *[other] { $acts } of your records
    } { $reason ->
        [trued_up] had preliminary grams, which are final now by { $methodology }
       *[recalculated] { $acts ->
            [one] was
           *[other] were
        } recalculated by { $methodology }
    }: { $difference }. What was recorded before stays in the ledger; /receipt shows each of them.
