# stats.
stats-never-opened = (files never opened, too large or no reports by name: xunzhang index --dry-run)
stats-skipped = { $refused } refused, { $passed } passed over by what is in them, { $excluded } left out
stats-report = {"  "}{ $value } MB  { $passages }, { $kept_out } kept out  { $path }  { $title }
stats-remarkable = reports of which most is kept out
stats-largest = largest reports
stats-made-of = made of     { $roots }
stats-synonyms = synonyms    { $pairs }
stats-dictionary = dictionary  { $words }
stats-fingerprint = fingerprint { $fingerprint } (schema and dictionary)
stats-schema = schema      version { $version }, { $segmenter }
stats-encodings = encodings   { $encodings }
stats-index = index       { $size } in { $segments }
stats-text = text        { $size }
stats-passages = passages    { $passages } and { $kept_out } kept out
stats-sections = sections    { $sections }
stats-reports = reports     { $reports } in { $places }
