# nothing.
nothing-word-nowhere = { $what }（无）
nothing-or-more = { $what }（{ $passages }以上）
nothing-similar = ；写法相近的：{ $similar }
nothing-longest = ；其中最长的可查部分：{ $held }
nothing-nowhere = { $run } 无处可查
nothing-elsewhere = { $passages }，但不在所要求的地方
nothing-no-time = {"  "}时间所限，未再查找
nothing-excluded = {"  "}带减号的部分排除了全部匹配；去掉后有{ $about }{ $found }
nothing-more-parts = {"  "}另有 { $more_runs }见于更多段落
nothing-read-as = {"  "}切分为：{ $words }{ $more }
nothing-more-words = 等，{ $more }
nothing-path = {"  "}没有报告的路径含有“{ $part }”
nothing-held = { $what }（{ $passages }）
nothing-in-pinyin = {"  "}按拼音可读作 { $words }
