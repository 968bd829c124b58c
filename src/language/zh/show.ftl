# show.
show-read-by = 由 { $reader } 读取（{ $encoding }）
show-and-more = ，另 { $more } 处
show-no-title = （未找到题名）
show-more-hits = 列出更多：xunzhang query -n N
show-no-hit = 上次查询 { $query } 列出 { $last } 条结果，没有第 { $rank } 条
show-no-query = 本终端没有过列出第 { $rank } 条结果的查询
show-ask-first = 请先查询：xunzhang query 词语；或写明位置：xunzhang show 文件:行
show-refused = 无法读取 { $file }!/{ $member }：{ $why }
show-one-file = 请指定一个文件；读取文件夹用 `xunzhang index`
show-stop-words = （括号中为停用词；原文中任何连续的字都能查到）
show-words = 切分  { $words }
show-exact = 原文  { $fold_text }
