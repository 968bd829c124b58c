# folders.
folders-removed = 已删去 { $index }（{ $value } MB）；报告本身未动
folders-list = `xunzhang folders` 列出它们；`xunzhang root remove` 用于自己的索引
folders-no-index = 没有单为 { $path } 建立的索引
folders-none = 还没有由 `query 词语 文件夹` 建立的索引
folders-row = { $shown }{ $gone }
    {"    "}{ $reports }，{ $megabytes } MB，{ $updated }前建立
folders-gone = {"  "}（已删除）
folders-unreadable = （无法读取）
