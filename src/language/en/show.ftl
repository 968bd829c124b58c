# show.
show-read-by = read by { $reader } ({ $encoding })
show-and-more = , and { $more } more
show-no-title = (no title found)
show-more-hits = more hits: xunzhang query -n N
show-no-hit = the last query, { $query }, showed { $last } hits, no hit { $rank }
show-no-query = no query was asked in this terminal that had a hit { $rank }
show-ask-first = ask first: xunzhang query WORDS; or name a place: xunzhang show FILE:LINE
show-refused = refused { $file }!/{ $member }: { $why }
show-one-file = name one file; `xunzhang index` reads folders
show-stop-words = (words in brackets are stop words; every run of the exact text is findable)
show-words = words  { $words }
show-exact = exact  { $fold_text }
