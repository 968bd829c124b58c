# index.
index-bar = { $files }/{ $all } files, { $passages } passages
index-root-list = `xunzhang root list` shows what it is kept of; `xunzhang remove PATH` leaves out a part
index-no-root = the index is not kept of { $typed }
index-root-follow = {"  "}(links are followed)
index-root-gone = {"  "}(gone)
index-name-reports = hint: name folders or files that hold reports (.txt, .docx, .html, …); an index that was there before is untouched
index-would = would do: { $line }
index-warning = warning: { $warning }
index-name-folders = name the folders of your reports: `xunzhang index FOLDER`
index-no-roots = there is no index in { $index } that remembers folders
index-network = warning: the index in { $index } lies on a network file system ({ $network }), where locks and the order of writes are not certain
    hint: keep it on a local disk with --index DIR
index-there-is-no = there is no { $new }
index-move-first = move the folder first, then tell where it is
index-not-there = there is no { $path } now; should it come, it stays out
index-tried-again = { $failure }
    it is tried again
index-watching = watching for changes; Ctrl-C ends
index-polled = { $path }: { $why }; looked through every { $as_secs } seconds at the most
index-cannot-wait = cannot wait for the end: { $error }
index-words-form = it must be UTF-8, one word a line, a blank and its frequency after it where that matters
index-synonym-line = line { $nth } of the synonyms, { $line }, { $why }
index-synonym-form = `xunzhang synonym add WORD OTHER`, both ways, or with --one-way
index-needs-other = { $word } needs another word beside it
index-recognised = { $pages } recognised,{" "}
