# Texts of the verified-reduction report and of the green-office summary.

report-not-a-market-unit = These reductions are not a market unit.
report-hidden = Hidden: too few people
report-total-of-shown = Total (shown lines only)
report-total-in-kilograms = Total (kilograms)
report-log = Ledger
report-column-organisation = Organisation
report-column-month = Month
report-column-methodology = Methodology
report-column-credit-class = Credit class
report-column-evidence = Evidence
report-column-shown = Shown
report-column-actions = Actions
report-column-people = People
report-column-verified-mg = Verified (mg CO2e)
report-column-not-yet-verified-mg = With evidence, not yet verified (mg CO2e)
report-column-self-reported-mg = Self-reported (mg CO2e)
report-column-source-state = Source state
report-column-market-hold = Why no market lot yet
report-column-methodology-sha256 = Methodology file SHA-256
report-column-attribution = Attribution
report-column-statement = Statement
report-about-columns-title = The three columns
report-about-columns = Each milligram stands in one column only: verified by a reviewer; with evidence but not yet verified; self-reported (level C, which cannot be verified).
report-about-evidence-title = Evidence
report-about-evidence = attested: signed by an operator or partner (A); corroborated: a photo or the like (B); self_reported (C).
report-about-source-title = Source state
report-about-source = on_file: the whole text; quoted: published figures only; structure_only: the method's structure only. Classes market and company alone; estimates stand in the green-office summary.
report-about-hidden-title = Hidden lines
report-about-hidden = Lines of fewer than { $minimum } people show no figures, and where a sum would give them away one more line is hidden; totals hold shown lines only.
report-about-check-title = How to check
report-about-check = The export carries the whole ledger and its signed checkpoint: run leafledger verify on the directory, which recomputes every entry and adds up totals.json again.
report-readme =
    Leafledger · verified-reduction report for { $month } · { $organisation }
    These reductions are not a market unit.
    report.csv and report.xlsx are the tables for people, totals.json is for programs; checkpoint, checkpoints and tile are the whole ledger. The report covers its first { $size } entries.
    To check: leafledger verify on this directory. To prove the origin, put the key that you have from elsewhere into a policy.txt of your own and add --policy.
