# Numbers with their nouns.
count-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
count-added-pairs = { $count ->
    [one] 1 added pair
   *[other] { $count } added pairs
}
count-added-words = { $count ->
    [one] 1 added word
   *[other] { $count } added words
}
count-figures = { $count ->
    [one] 1 figure
   *[other] { $count } figures
}
count-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
count-more-copies = { $count ->
    [one] 1 more copy
   *[other] { $count } more copies
}
count-more-files = { $count ->
    [one] 1 more file
   *[other] { $count } more files
}
count-more-words = { $count ->
    [one] 1 more word
   *[other] { $count } more words
}
count-older-versions = { $count ->
    [one] 1 older version
   *[other] { $count } older versions
}
count-other-files = { $count ->
    [one] 1 other file
   *[other] { $count } other files
}
count-pages = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
count-parts = { $count ->
    [one] 1 part
   *[other] { $count } parts
}
count-passages = { $count ->
    [one] 1 passage
   *[other] { $count } passages
}
count-sections = { $count ->
    [one] 1 section
   *[other] { $count } sections
}
count-segments = { $count ->
    [one] 1 segment
   *[other] { $count } segments
}
count-synonyms = { $count ->
    [one] 1 synonym
   *[other] { $count } synonyms
}
count-texts = { $count ->
    [one] 1 text
   *[other] { $count } texts
}
count-words = { $count ->
    [one] 1 word
   *[other] { $count } words
}
count-days = { $seconds } days
count-hours = { $seconds } hours
count-minutes = { $seconds } minutes
count-seconds = { $seconds } seconds
count-copies = { $count ->
    [one] 1 copy
   *[other] { $count } copies
}
count-separator = {", "}
count-semicolon = {"; "}
count-about = {"about "}
count-at-least = {"at least "}
