# nothing.
nothing-word-nowhere = { $what } (nowhere)
nothing-or-more = { $what } ({ $passages } or more)
nothing-similar = ; spelled like it: { $similar }
nothing-longest = ; its longest part that does: { $held }
nothing-nowhere = { $run } stands nowhere
nothing-elsewhere = { $passages }, but not where it was asked for
nothing-no-time = {"  "}there was no time to look for more
nothing-excluded = {"  "}the `-` parts exclude every match; without them: { $about }{ $found }
nothing-more-parts = {"  "}and { $more_runs } that more passages hold
nothing-read-as = {"  "}read as: { $words }{ $more }
nothing-more-words = {" "}and { $more }
nothing-path = {"  "}"{ $part }" is in the path of no report
nothing-held = { $what } ({ $passages })
nothing-in-pinyin = {"  "}in pinyin it spells { $words }
