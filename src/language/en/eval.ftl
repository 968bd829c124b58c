# eval.
eval-not-in-baseline = { $pairs } queries are not in the baseline
eval-without-hit = without a hit: { $empty }
eval-weights = it must hold every weight of index_schema/ranking.toml
eval-mend = mend or take out what could not be read
eval-not-whole = the collection was not read whole, so it was not measured
eval-give-corpus = hint: give its texts with --corpus
eval-no-judged-found = no query found a document that is judged: is this the index of the collection?
eval-first-column = the first column of --qrels must hold ids of --queries
eval-none-judged = no query of the collection is judged
eval-latency = latency p50 { $half } ms, p95 { $most } ms; { $empty } without a hit
eval-passages = passages that hold the answer: MRR@10 { $mrr }, first { $first }, among ten { $ten }
eval-baseline = against the baseline: { $name } { $mean }, { $won } won, { $lost } lost, p = { $p } (paired randomization test)
eval-won = won
eval-lost = lost
