# stats.
stats-never-opened = （未打开过的，如太大或名称不像报告的：xunzhang index --dry-run）
stats-skipped = { $refused } 个无法收录，{ $passed } 个因内容跳过，{ $excluded } 个已排除
stats-report = { $value } MB  { $passages }，{ $kept_out } 段不作正文  { $path }  { $title }
stats-remarkable = 非正文最多的报告
stats-largest = 最大的报告
stats-made-of = 收录        { $roots }
stats-synonyms = 同义词      { $pairs }
stats-dictionary = 词典        { $words }
stats-fingerprint = 指纹        { $fingerprint }（格式和词典）
stats-schema = 格式        第 { $version } 版，{ $segmenter }
stats-encodings = 编码        { $encodings }
stats-index = 索引        { $size }，{ $segments }
stats-text = 文字        { $size }
stats-passages = 段落        { $passages }，另有 { $kept_out }不作正文
stats-sections = 章节        { $sections }
stats-reports = 报告        { $reports } 篇，在 { $places }
