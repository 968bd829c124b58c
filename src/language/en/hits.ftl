# hits.
hits-also-in-reports = also in { $reports }
hits-older-version = older version of { $dated }, { $newer } newer of { $total }: --version newest
hits-version-of = version of { $dated }, { $older }
hits-also-as = also as { $names }
hits-and-more-copies = {" "}and { $more }
hits-closing = { $shown }{ $joined } of { $answer }
hits-folded = {" "}(folded: --all-copies)
hits-joined = {" "}(neighbours joined)
hits-worth = { $worth } { $text }{ $of } ({ $count } in the text{ $named }, weight { $weight })
hits-for = {" "}for { $of }
hits-named = , { $named } in headings and title
hits-and-in = and in { $more }
hits-also-in = also in { $path }{ $gone }
hits-gone = {" "}(已删除: gone)
hits-also-in-files = {"  "}(also in { $others })
hits-kept-out = (kept out of the passages; see `xunzhang outline`)
hits-score = score { $score }
hits-gone-since = 已删除: gone since it was indexed
hits-changed-lost = 已变更: changed since it was indexed; this text was not found in it again
hits-changed-still = 已变更: changed since it was indexed; this text still stands in it
hits-places-more = {" "}and { $places } more
hits-repealed = 废止: by { $by }{ $since }
hits-since = , { $since }
hits-copy = copy
hits-version = version
hits-repeat = repeat
hits-more = { $count ->
    [one] ; 1 more hit: -n { $all }
   *[other] ; { $count } more hits: -n { $all }
}
hits-in-reports = {" "}in { $reports }
hits-totals = { $passages }{ $reports }
