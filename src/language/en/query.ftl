# query.
query-only-excludes = `{ $query }` only says what to leave out: add what to look for
query-nothing-wanted = nothing was asked for: type what to look for after `xunzhang query`
query-nothing-found = nothing found in { $reports }{ $hint }{ $all }
query-hint-all = ; --all also searches what is kept out of passages
query-hint-required = ; what is quoted, in a field or joined by AND is required: try without it
query-hint-quotes = ; without the quotation marks its words are looked for
query-search-again = { $nowhere }; to search for it: xunzhang query { $again }, or --fuzzy
query-searched-for = { $nowhere }: searched for { $spelled }
query-spelled = `{ $typed }` stands nowhere, `{ $like }` does
query-of-all = { $shown } hits of { $passages }{ $all }; more with -n N, all with --all-hits
query-loosened = no section holds all that is quoted: it is preferred here, not required
query-ignored = ignored: { $signs }
query-lines-form = it must be UTF-8, one query a line
query-one-form = it must be UTF-8, one query
query-terms-form = it must be UTF-8, one term a line
query-weights = weights of { $file } are in force
query-type-what = type what to look for after `xunzhang query`
query-nothing-asked = nothing was asked for
query-bring-up = to bring it up to date: xunzhang index { $typed } --index { $place }
query-stale = the index of { $shown } is as of { $since } ago, { $why }
query-index-place = the index is kept in { $place }
query-indexed-first = indexed { $shown } first: { $summary }
query-no-reports = there are no reports in { $shown }
query-too-large = { $here } is large (more than { $value } MB or { $unasked_files_max } files): it is not indexed unasked
query-not-all = all of { $here } is not indexed unasked
query-no-folder = there is no folder here
query-no-index = there is no index yet, and { $why }
query-name-folder = name the folder of your reports: xunzhang query WORDS FOLDER, or once: xunzhang index FOLDER
query-no-index-here = there is no index yet: looked in this folder, { $here } ({ $seconds } s); to have one: xunzhang index FOLDER
query-looking-in = looking in { $shown } (as a word: after --)
query-not-as-indexed = { $count ->
    [one] 1 file is not as indexed; to bring the index up to date: xunzhang index{ $index }
   *[other] { $count } files are not as indexed; to bring the index up to date: xunzhang index{ $index }
}
