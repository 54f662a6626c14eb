# Texts of the verified-reduction report and of the green-office summary.

report-not-a-market-unit = These reductions are not a market unit.
report-hidden = hidden to protect a small group
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

# The green-office page.

green-title = Green office
green-heading = Green office, { $month }
green-partial = The month is not over: figures up to { $day }.
green-previous = Month before
green-next = Month after
green-months = Choose a month
green-hidden = hidden to protect a small group
green-hidden-note = Figures of fewer than { $minimum } people are hidden, and so is every figure from which they could be worked out.
green-table = Show the numbers
green-in-figures = At a glance

green-participation = Participation
green-participation-of = { $people } of { $members } people did something
green-acts = { $acts } acts
green-reduction = Reductions
green-reduction-verified = of which verified { $mass }
green-reduction-estimate = of which estimates { $mass }
green-distance = Low-carbon travel
green-distance-what = passenger-kilometres, by mode below
green-emission = Commuting emissions
green-emission-what = Scope 3 category 7, beside the reductions and never netted

green-departments = Reductions by department
green-departments-what = Coloured by evidence, estimates included; acts without a methodology count no grams.
green-department = Department
green-no-department = No department
green-members = Members
green-members-count =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
green-participants = Participants
green-total = Total
green-estimate = Of which estimates
green-evidence-attested = A attested by operator or partner
green-evidence-corroborated = B corroborated
green-evidence-withheld = level hidden to protect a small group
green-evidence-self-reported = C self-reported

green-travel = Passenger-kilometres by mode
green-travel-what = The low-carbon trips that people recorded.
green-kind = Mode
green-people = People
green-trips = Trips
green-kilometres = Passenger-km

green-methodologies = By methodology
green-methodologies-what = Which methodology each gram comes from, and in what state its source text is.
green-methodology = Methodology
green-class = Class
green-class-market = market
green-class-company = company
green-class-estimate = estimate
green-class-none = no grams
green-unpriced = Acts that no methodology prices
green-source = Source text
green-source-on-file = whole text on file
green-source-quoted = quoted figures only
green-source-structure-only = structure only
green-acts-column = Acts
green-reduction-column = Reduction

green-commuting = Commuting emissions (Scope 3 category 7)
green-commuting-what = Distance-based: passenger-kilometres times emission factor, rounded up. An inventory: it stands beside the reductions and is never netted against them.
green-commuting-foreign = The factors are foreign: no Chinese ones by mode are on file, so these are of the UK DESNZ { $year } set, named on each line.
green-commuting-coverage = Covers { $people } of { $members } people; nothing is extrapolated to the others. Nobody is asked why they travelled, so private trips may be in it and the figure errs upwards.
green-commuting-coverage-hidden = Too few people gave data for the coverage to be shown; nothing is extrapolated.
green-commuting-hidden = Hidden lines are not in the sum.
green-commuting-missing = Some modes have no factor and are not in the sum.
green-commuting-empty = No trips were recorded this month, and nobody has told how they usually get to work.
green-basis = Basis
green-basis-recorded = recorded trips
green-basis-usual-way = usual way × { $days } workdays
green-emission-column = Emission
green-factor = Factor
green-factor-none = no factor, not computed
green-factor-human = human-powered, counted as 0
green-factor-metro = London Underground, per passenger-km
green-factor-bus = average local bus (UK), per passenger-km
green-factor-driving = average car (UK), driver alone, per vehicle-km

green-office = The office
green-meetings = Video meetings instead of travel
green-meetings-unit = { $count } meetings
green-sheets = Sheets not printed
green-sheets-unit = { $count } sheets
green-setpoints = Set-point compliance
green-setpoints-of = { $compliant } of { $checks } checks within the set-point
green-setpoints-none = No checks this month

green-verified = Verified-reduction report
green-verified-what = Classes market and company only; each milligram stands in one column.
green-verified-empty = No acts of this month belong in it.
green-verified-column = Verified
green-unverified-column = With evidence, not yet verified
green-self-reported-column = Self-reported
green-evidence-column = Evidence
green-checkpoint = Signed checkpoint
green-download-csv = Download CSV
green-download-xlsx = Download XLSX
green-attributions = Sources
green-by-api = The same figures by API:

green-closed = This page needs an admin link
green-closed-what = Open it with an admin link: leafledger admin-link --org org_… prints one, good for seven days; leafledger demo makes a sample organisation.
green-link-wrong = The link is not one of ours, or it was changed.
green-link-expired = The link has expired; ask for a new one.
green-month-wrong = That month cannot be shown.
green-back = Back to this month
