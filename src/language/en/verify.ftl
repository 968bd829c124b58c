# verify.
verify-as-text = {"  "}({ $as_text } hold signs of the query language and were asked as plain text)
verify-first-ten = {"  "}unquoted, one of them is among the first ten:    { $unquoted_first_ten }
verify-unquoted = {"  "}unquoted, every passage that holds it is listed: { $unquoted_listed }
verify-quoted = {"  "}quoted, the hits are exactly those of the scan:  { $quoted_equal }
verify-runs = runs drawn from { $passages }, against a scan of all of them:
verify-changed = { $changed } cannot be compared: their files were changed or removed since; `xunzhang index FOLDER` takes that in
verify-left-over = { $files }, { $value } MB, of a run that did not end: removed by the next run
verify-true = as they stand in their files: { $true_to_file }
verify-right = { $shown }: { $reports }, { $passages } and { $kept_out } outside them; checksums, counts and strings are right
verify-build-anew = build it anew from the same folders with `xunzhang index --rebuild` (reports are never changed by xunzhang)
verify-damaged = { $shown } is damaged:
verify-share = { $right } of { $all }
verify-engine-right = the index { $name } finds every string; whether texts are as in their files is told where these are: xunzhang verify --index DIR
verify-engine-wrong = the index { $name } does not find every string: see above; xunzhang push --engine URL --full makes it anew
verify-failed = FAILED { $run }: { $what }
