# folders.
folders-removed = removed { $index } ({ $value } MB); the reports themselves are untouched
folders-list = `xunzhang folders` lists them; `xunzhang root remove` is for the index of your own
folders-no-index = there is no index of { $path } alone
folders-none = no index was made of a folder by `query WORDS FOLDER`
folders-row = { $shown }{ $gone }
    {"    "}{ $reports }, { $megabytes } MB, built { $updated } ago
folders-gone = {"  "}(已删除: gone)
folders-unreadable = (cannot be read)
