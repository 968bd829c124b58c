# eval.
eval-not-in-baseline = { $pairs } 个查询不在对照结果中
eval-without-hit = 没有结果的查询：{ $empty }
eval-weights = 须含有 index_schema/ranking.toml 的每个权重
eval-mend = 请改正或去掉无法收录的部分
eval-not-whole = 文集未能全部读入，故未评测
eval-give-corpus = 提示：用 --corpus 给出其文字
eval-no-judged-found = 没有查询找到带标注的文档：这是该文集的索引吗？
eval-first-column = --qrels 的第一列须为 --queries 中的 id
eval-none-judged = 文集中没有带标注的查询
eval-latency = 用时 p50 { $half } 毫秒，p95 { $most } 毫秒；{ $empty } 个没有结果
eval-passages = 含有答案的段落：MRR@10 { $mrr }，首位 { $first }，前十位 { $ten }
eval-baseline = 与基线相比：{ $name } { $mean }，{ $won } 胜，{ $lost } 负，p = { $p }（配对随机化检验）
eval-won = 胜
eval-lost = 负
