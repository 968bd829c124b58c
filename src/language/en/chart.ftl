# chart.
chart-cannot-write = cannot write { $file }: { $error }
chart-name-file = name a file that you may write: --svg chart.svg
chart-wrote = wrote { $file }
chart-no-font = no Chinese font was found: the picture names fonts, and its letters depend on where it is looked at; hint: name a font file in { $variable }
chart-is-no-font = { $variable } names { $file }, which is no font with simplified Chinese
chart-font-files = name a ttf, otf, ttc or otc file
chart-no-report = grey: no report of that year
chart-copies = copies left out: { $count }
chart-per-10-000 = times in 10,000 characters
chart-other-units = figures of another unit, not drawn: { $count }
chart-masked = masked figures, not drawn: { $count }
chart-not-sure = ?: not sure
chart-unit = unit: { $unit }
chart-more-rows = rows not drawn: { $count }
