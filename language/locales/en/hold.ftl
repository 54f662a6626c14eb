# Why no market lot may be made: the packages' own sentences, word for word, so that each has its Chinese

hold-estimate = an estimate stands in neither export: no local methodology text
hold-foreign-estimate = estimate on a foreign factor; no local methodology text
hold-company = company reductions are reported, not sold: no methodology text is on file
hold-inventory = an inventory is not a reduction
hold-shenzhen = text not on file; metro constant 46.8 or 46.7 g unsettled
hold-second-quotation = a draft: the second quotation of the metro value, kept for dry runs and never chosen
hold-wuhan = a candidate for the market: the Wuhan text is not on file, and the factor it prescribes is unknown

# Why an act has no grams

withheld-none = no citable factor exists for it, so it counts for days and streak
withheld-full = today's limit for it is reached
withheld-unknown = there is no method for this here yet
withheld-place = { $place } has no method for this yet
withheld-choice = { $organisation } counts it by no method
withheld-inputs = this one number does not make grams; an organisation's system can send the rest
