# push.
push-line = { $verb } reports: { $told }{ $anew }; { $passages } passages written{ $again }; { $seconds } s
push-again = ; { $again } sent again
push-anew = , all anew
push-would = would push
push-did = pushed
push-new = { $count } new
push-changed = { $count } changed
push-gone = { $count } gone
push-unchanged = { $count } unchanged
push-no-engine = no engine was named
push-name-engine = name one: xunzhang push --engine http://HOST:9200, or XUNZHANG_ENGINE
