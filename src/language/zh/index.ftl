# index.
index-bar = { $files }/{ $all } 个文件，{ $passages } 段
index-root-list = `xunzhang root list` 列出收录的文件夹；只排除其中一部分用 `xunzhang remove 路径`
index-no-root = 索引没有收录 { $typed }
index-root-follow = （也收录链接）
index-root-gone = （已不在）
index-name-reports = 提示：请指定含有报告（.txt、.docx、.html 等）的文件夹或文件；原有的索引未动
index-would = 将会：{ $line }
index-warning = 警告：{ $warning }
index-name-folders = 请写明报告所在的文件夹：`xunzhang index 文件夹`
index-no-roots = { $index } 中没有记录收录范围的索引
index-network = 警告：索引 { $index } 位于网络文件系统（{ $network }），其锁和写入次序没有保证
    提示：用 --index 文件夹 放在本地磁盘
index-there-is-no = 没有 { $new }
index-move-first = 请先移动文件夹，再说明它在哪里
index-not-there = 现在没有 { $path }；今后出现也不收录
index-tried-again = { $failure }
    稍后重试
index-watching = 正在留意变化；按 Ctrl-C 结束
index-polled = { $path }：{ $why }；最多每 { $as_secs } 秒查看一遍
index-cannot-wait = 无法等待结束信号：{ $error }
index-words-form = 须为 UTF-8，每行一词，必要时后加空格和词频
index-synonym-line = 同义词第 { $nth } 行 { $line }：{ $why }
index-synonym-form = `xunzhang synonym add 词 另一词`（双向），或加 --one-way
index-needs-other = { $word } 须有另一词
index-recognised = 已识别 { $pages }，
