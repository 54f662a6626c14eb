# Methodology pages, their worked examples, and comparisons
trace-other = { $code }: { $text }

method-status = Status
method-status-word =
    { $status ->
        [active] active
        [draft] draft
       *[retired] retired
    }
method-status-draft = A draft: no act is ever priced by it. It serves comparisons only.
method-status-retired = Retired: it prices no new acts; old entries still recompute from it.
method-class = Class
method-class-word =
    { $class ->
        [market] market
        [company] company
        [estimate] estimate
       *[none] none
    }
method-class-market = Market: an official methodology of its region. Reductions stand in verified-reduction reports and, once its text is on file, may enter market lots.
method-class-company = Company: counts in verified-reduction reports where metered or operator data exist and a verifier accepts the baseline. It is no market unit.
method-class-estimate = An estimate: shown and marked as such, in no verified-reduction report and in no lot.
method-class-inventory = An inventory: what is emitted, rounded up. It is never set against a reduction.
method-class-none = Without credit: in no verified-reduction report and in no lot.
method-hold = No market lot: { $hold }
method-region = Region
method-region-anywhere = wherever an organisation chooses it
method-days = Days of activity
method-days-open = from { $begin }
method-days-closed = { $begin } to { $end }
method-days-provisional = , and provisionally to { $end } while no later version covers the day
method-use-by = Use by
method-gases = Gases
method-day-zone = Day counted in
method-packaged = Packaged on
method-known-from = Factors published on
method-supersedes = Supersedes
method-superseded-by = Superseded by
method-acts = Action types
method-sha256 = SHA-256 of the package
method-source = Source
method-issuer = Issuer
method-number = Number
method-published = Published
method-text = Text
method-document = Document
method-document-missing = not on file, so there is no hash of it
method-workbook = SHA-256 of the workbook { $name }
method-attribution = Attribution
method-quotations = What the quotations say
method-quoted-where = Where
method-quotations-differ = The quotations differ: { $pairs }. The table of factors says which value is used.
method-baseline = Baseline
method-baseline-fixed-average = A fixed average, part of the methodology.
method-baseline-substituted-mode = The mode that would have been used instead.
method-baseline-mix = A mix of modes out of a survey.
method-baseline-own-average = The household's or person's own average before.
method-baseline-metered = Metered use of a baseline period, adjusted for weather where the formula says so.
method-baseline-none = No baseline: nothing is compared.
method-formula = Formula
method-formula-signs = f[key] is a factor of the table below; f(x) is the factor that the input x names, t(x) the number that a table has for it. Σ runs over a list of the inputs whose members bear an index. The result is in milligrams of CO2e.
method-formula-plugin = The sum is done by the Python plugin { $plugin }; data can't say it.
method-defaults = Where an input is not given:
method-rounded-down = The sum is exact. The discount of the evidence is taken off, the rest rounded down once to a whole milligram; below zero nothing is credited, and the signed figure is kept.
method-rounded-up = The sum is exact and rounded up once to a whole milligram.
method-checks = Inputs are refused unless:
method-factors = Factors
method-factors-what = Copied into the package from the register; entries recompute without it.
method-factor-name = Factor
method-factor-kind = Kind
method-factor-value = Value
method-factor-boundary = Boundary
method-factor-published = As published
method-factor-factor-id = Id in the register
method-per-passenger = per passenger
method-per-vehicle = per vehicle: divide by the people inside
method-kind-emission = emission
method-kind-reduction = reduction: nothing is subtracted from it
method-boundary-direct = direct
method-boundary-life-cycle = life cycle
method-inputs = Inputs
method-inputs-what = Nothing else is taken. Decimals are strings.
method-input-name = Input
method-input-needed = Needed
method-input-allowed = May be
method-input-object = an object
method-input-list = a list of { $least } to { $most }
method-input-date = a day, YYYY-MM-DD
method-input-region = a region code
method-input-boolean = true or false
method-input-whole = a whole number, { $least } to { $most }
method-input-decimal = a decimal, { $least } to { $most }
method-yes = yes
method-no = no
method-evidence = Evidence
method-evidence-level = Level
method-evidence-kinds = Proved by
method-evidence-discount = Discount
method-level =
    { $level ->
        [attested] attested
        [corroborated] corroborated
       *[self_reported] self-reported
    }
method-limits = Limits
method-limits-none = No limit per person and day.
method-cap = { $input }: at most { $most } a person and day
method-cap-absent = { $input } is not stated
method-cap-where = { $input }, where { $where }: at most { $most } a person and day
method-plausible = { $mode }: { $bounds }, else held for review
method-speed-kmh-min = at least { $speed } km/h
method-speed-kmh-max = at most { $speed } km/h
method-intensity = A result above { $most } { $unit } of { $per } is refused
method-impacts = Further impacts
method-impacts-what = Counted beside CO2e, rounded down, never added to it.
method-example = Worked example
method-example-case = Case { $case }, evidence { $level }:
method-example-reduction = Result: { $mass } ({ $mg } mg) reduced.
method-example-emission = Result: { $mass } ({ $mg } mg) emitted.
method-example-again = The same on the command line:
method-notes = Notes
method-index = Methodologies
method-index-what = Every version that this installation knows. Each is a frozen file of data; its hash is pinned in every entry that it prices.
method-index-title = Title
method-index-version = Version
method-index-all = All methodologies
method-index-json = The package itself, as JSON
page-methods = Methodologies
page-methods-what = What each gram is worth: formula, factors, sources, limits and a worked example.
method-text-word =
    { $state ->
        [on_file] on file
        [quoted] quoted
       *[structure_only] structure only
    }

equivalent-car-km = As much as an average British car emits over { $amount }
equivalent-grid-kwh = As much as { $amount } of China's average grid power emits

impact-water-l = water
impact-paper-g = paper
method-page-more = How it is worked out, in full: { $page }

method-index-others = Drafts and retired versions
acts-heading = Types of act
acts-what = Every type of low-carbon act that is known here, whether or not grams can be said of it. What nothing prices is recorded with its quantity and days all the same; its grams are withheld for the reason given.
acts-category-travel = Travel
acts-category-energy = Energy and water
acts-category-materials = Materials
acts-category-office = Office and food
acts-category-event = Events
acts-number = No.
acts-title = Act
acts-class = Class
acts-priced = Priced by, or why not
acts-proof = Proved by
acts-cap = Cap a person and day
acts-held = { $word }, lots held
acts-anywhere = anywhere it is chosen
acts-cap-percent = { $amount } % of the metered baseline
acts-cap-h = { $amount } h
