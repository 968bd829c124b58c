# terms.
terms-all-known = the dictionary has all of these already
terms-one-needed = one report or one year is needed
terms-name-one = name a file or a title, or type --year 2024
terms-no-year = no report of the index is of { $year }
terms-see-years = look at `xunzhang list`, or leave --kind, --region and --issuer out
terms-no-file = the index does not hold { $file }
terms-take-in = take it in with `xunzhang index FILE`, or name its folder with --in
terms-no-title = no file and no title of a report is called `{ $title }`
terms-see-list = look at `xunzhang list`
terms-left-out = { $reports } left out: the series is too long; narrow it with --kind, --region or --issuer
terms-no-others = there is no other report to hold it against
terms-no-ranks = `{ $ranks }` names no new terms: there are { $count }
terms-type-ranks = type their numbers, as in --add=1,3-5
terms-more-reports = {" "}and { $count } more
terms-chosen = the reports chosen
terms-all-reports = all reports of the index
terms-against = against { $others } beside{ $years }: { $series }
terms-new-in = new in { $year }
terms-in-no-other = in no other report
terms-characteristic = characteristic
terms-in-dictionary = * the dictionary has it already
terms-head = {" "}here  others  reports
terms-none = none
