# Why this number: the steps of the sum

trace-head = 🧮 <b>{ $title } { $quantity }</b>, method { $methodology }
trace-inputs = Given: <code>{ $text }</code>
trace-factor =
    { $kind ->
        [reduction] Reduction factor { $value } { $unit }, source <code>{ $factor_id }</code>
       *[emission] Emission factor { $value } { $unit }, source <code>{ $factor_id }</code>
    }
trace-formula = { $text } = { $exact } { $unit }
trace-discount = Discount for the evidence: minus { $discount }
trace-rounded-down = Rounded down once: { $reduction_mg } mg
trace-no-credit = The sum is { $signed_mg } mg: this act emitted more than its baseline; it is credited with 0
trace-provisional =
    Provisional: this version is final for days to { $final_to } and prices later ones, to { $until } at most, until the
    version of their own days is published; the difference is then posted as an entry of its own
trace-rounded-up = Emission, rounded up once: { $emission_mg } mg
trace-cap = Daily cap: only { $counted } count
trace-cap-limit = Daily limit for { $input }: { $max } { $unit }; this act brings { $counted } { $unit }
trace-impact = Beside CO2e, never added to it: { $key } { $quantity } { $unit }
trace-source = Source of the method: { $attribution }
trace-state =
    { $state ->
        [on_file] The text is on file
        [quoted] Quoted only, the text is not on file: grams count, market lots wait
       *[structure_only] Structure only; the values come from elsewhere
    }
