# summary.
summary-words-known = ; { $many } are words already
summary-word-known = ; { $one } is a word already
summary-words-more = { $more } more were not added
summary-known = ; { $known } there already
summary-refused-word = not added: { $typed }: it { $why }
summary-refused-more = { $more } more files were not indexed
summary-refused-file = not indexed: { $path }: { $why }
summary-and-more = {" "}and { $rest } more
summary-pictures = ; { $waiting } of pictures, not read
summary-passed = ; { $passed } skipped ({ $kinds })
summary-refused = ; { $refused } not indexed
summary-nothing = nothing was indexed
summary-added = { $count } added
summary-changed = { $count } changed
summary-renamed = { $count } renamed
summary-removed = { $count } removed
summary-unchanged = { $count } unchanged
summary-changes = { $told };{" "}
summary-links = { $count ->
    [one] 1 link leads out of the folders, not followed: { $first }{ $more }
   *[other] { $count } links lead out of the folders, not followed: { $first }{ $more }
}
summary-follow = `xunzhang index --follow` takes in what is there
summary-synonyms-removed = { $changed } removed; the index has { $pairs }{ $known }
summary-words-removed = { $changed } removed, { $reports } analysed again; the dictionary has { $words }{ $known }
summary-synonyms-added = { $changed } added; the index has { $pairs }{ $known }
summary-words-added = { $changed } added, { $reports } analysed again; the dictionary has { $words }{ $known }
summary-holds = { $reports }, { $sections }, { $passages } ({ $size } MB of text)
summary-holds-at = { $reports } and { $copies } of them, { $sections }, { $passages } ({ $size } MB of text)
summary-line = { $changes }{ $line }; { $seconds } s
