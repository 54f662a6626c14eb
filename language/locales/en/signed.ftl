# An act that emitted more than what it replaced

record-emitted-more = ⚠️ { $title }: by this method { $mass } more emitted than by its baseline (signed −{ $mass }); it counts as 0.
