command-roster-dry = Nothing was written. { $rows } rows ({ $encoding }): { $new } new, { $changed } changed, { $same } same, { $refused } refused; { $new_departments } new departments, { $moved_members } members moved.
command-roster-done = { $rows } rows ({ $encoding }): { $new } new, { $changed } changed, { $same } same, { $refused } refused; { $new_departments } new departments, { $moved_members } members moved.
command-roster-ignored = Columns that nobody read: { $columns }.
command-roster-refused = Row { $row }, { $column }: { $reason }
command-roster-more = … and { $count } more; --json lists all.

roster-column-name = name
roster-column-email = e-mail
roster-column-department = department
roster-column-number = employee number
roster-column-language = language

roster-reason-missing = is empty.
roster-reason-unusable = has characters that can't be seen, or is too long.
roster-reason-too-long = is longer than a cell may be.
roster-reason-formula = begins like a formula.
roster-reason-not-text = is a date, a fraction or a tick, not text.
roster-reason-malformed = is not written as one.
roster-reason-language-unknown = is neither Chinese nor English.
roster-reason-too-deep = has more levels than a department path may have.
roster-reason-duplicate = says the same person as row { $as_in }.
roster-reason-taken = belongs to somebody else of an earlier roster.
roster-reason-too-many-units = needs more departments than an organisation may have.
