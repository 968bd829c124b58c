# push.
push-line = { $verb }报告：{ $told }{ $anew }；写入 { $passages } 段{ $again }；{ $seconds } 秒
push-again = ；重发 { $again } 次
push-anew = ，全部重写
push-would = 将送入
push-did = 已送入
push-new = 新增 { $count }
push-changed = 改动 { $count }
push-gone = 已去 { $count }
push-unchanged = 未变 { $count }
push-no-engine = 没有指定搜索引擎
push-name-engine = 请指定：xunzhang push --engine http://HOST:9200，或 XUNZHANG_ENGINE
