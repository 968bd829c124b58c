# verify.
verify-as-text = {"  "}（其中 { $as_text } 个含有查询语法的符号，按普通文字查询）
verify-first-ten = {"  "}不加引号，前十条中至少有一段：    { $unquoted_first_ten }
verify-unquoted = {"  "}不加引号，含有它的段落全部列出：  { $unquoted_listed }
verify-quoted = {"  "}加引号，结果与扫描完全一致：      { $quoted_equal }
verify-runs = 从 { $passages }中抽取字串，与逐字扫描全部段落对照：
verify-changed = { $changed } 篇无法比较：其文件已改动或删去；`xunzhang index 文件夹` 可更新
verify-left-over = { $files }（{ $value } MB）是未完成的运行所留，下次运行时删去
verify-true = 与文件一致的：{ $true_to_file }
verify-right = { $shown }：{ $reports }，{ $passages }，另有 { $kept_out }不作正文；校验和、数目和文字均无误
verify-build-anew = 请用 `xunzhang index --rebuild` 从原文件夹重建（xunzhang 从不改动报告）
verify-damaged = { $shown } 已损坏：
verify-share = { $right } / { $all }
verify-engine-right = 索引 { $name } 能找到每个字串；文字是否与文件一致，要在存放文件的机器上查：xunzhang verify --index DIR
verify-engine-wrong = 索引 { $name } 有字串找不到，见上；xunzhang push --engine URL --full 可重新建立
verify-failed = 未通过 { $run }：{ $what }
