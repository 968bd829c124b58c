#!/usr/bin/env python3
"""How the time of a query grows with the shards that it has to ask: measured times of one shard, drawn anew for each of many.

    benches/engine_tail.py SAMPLES [--rounds 6] [--queries 4000] [--slow 0.01] [--factor 20] [--seed 1]

SAMPLES: milliseconds, a line each (benches/engine.py --samples). A query is so many rounds one after another; a round is as slow as
its slowest shard. --slow of all answers take --factor times as long (a collection of garbage, a merge, a busy disk), which a
quiet machine does not show. Hedged: a second copy is asked where the first has not answered by the 95th percentile of one
shard, and the faster counts. The model has no queues: it holds as far as nodes are not busy.
"""
import argparse, random
from pathlib import Path

reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
reader.add_argument("samples", type=Path)
reader.add_argument("--rounds", type=int, default=6)
reader.add_argument("--queries", type=int, default=4000)
reader.add_argument("--slow", type=float, default=0.01)
reader.add_argument("--factor", type=float, default=20)
reader.add_argument("--seed", type=int, default=1)
asked = reader.parse_args()
draw = random.Random(asked.seed)
samples = sorted(float(line) for line in asked.samples.read_text().split())
late = samples[int(len(samples) * 0.95)]


def one():
    return draw.choice(samples) * (asked.factor if draw.random() < asked.slow else 1)


def hedged():
    first = one()
    return first if first <= late else min(first, late + one())


def percentile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


print(f"{len(samples)} samples: p50 {percentile(samples, 0.5):.1f} ms, p99 {percentile(samples, 0.99):.1f}; {asked.rounds} rounds;"
      f" {asked.slow:.0%} of answers {asked.factor:.0f} times as slow")
print("| shards | p50, ms | p99, ms | p50 hedged | p99 hedged | asked twice |\n|---|---|---|---|---|---|")
for shards in (1, 8, 32, 128, 512):
    # Draws grow with shards; the tail is as well told by fewer queries of many shards.
    count = max(300, asked.queries // shards)
    row = []
    for answer in (one, hedged):
        times = sorted(sum(max(answer() for _ in range(shards)) for _ in range(asked.rounds)) for _ in range(count))
        row += [percentile(times, 0.5), percentile(times, 0.99)]
    again = sum(one() > late for _ in range(20_000)) / 20_000
    print(f"| {shards} | {row[0]:.0f} | {row[1]:.0f} | {row[2]:.0f} | {row[3]:.0f} | {again:.1%} |")
