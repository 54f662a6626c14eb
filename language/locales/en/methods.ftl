# Methodology pages, their worked examples, and comparisons
trace-other = { $code }: { $text }
