#!/usr/bin/env python3
"""Ranking of xunzhang beside what else can be installed, on any collection with judgements.

compare.py XUNZHANG BASELINE WORK NAME[/N]=FOLDER...

Each FOLDER holds corpus.jsonl, queries.tsv and qrels.tsv; of these every Nth query is asked. Asked are xunzhang, its words
and its bigrams alone (`--only`), the plain tantivy program of benches/baseline (jieba's words; pairs of characters) and
Lucene with the analysers that it brings for Chinese (CJK bigrams, smartcn; Debian: apt-get install liblucene8-java
default-jdk-headless). WORK keeps indexes and runs; runs that are
there are not made again. Prints, for each collection and system, first place (P@1), MRR@10, nDCG@10, R@10 and R@100.
"""
import collections, json, math, os, subprocess, sys

JARS = ':'.join('/usr/share/java/lucene-%s-8.7.0.jar' % part
                for part in ('core', 'analyzers-common', 'analyzers-smartcn', 'queryparser'))
HERE = os.path.dirname(os.path.abspath(__file__))


def tab_separated(corpus, place):
    """Documents as lines `id<TAB>text`, title first, for what reads no JSON."""
    with open(place, 'w', encoding='utf-8') as out:
        for line in open(corpus, encoding='utf-8'):
            record = json.loads(line)
            text = record.get('title', '') + ' ' + record.get('text', '')
            out.write(record['id'] + '\t' + ' '.join(text.split()) + '\n')


def judgements(path):
    grades = collections.defaultdict(dict)
    for line in open(path, encoding='utf-8'):
        query, _, document, grade = line.split()
        if int(grade) > 0:
            grades[query][document] = int(grade)
    return grades


def ranked(path):
    lists = collections.defaultdict(list)
    for line in open(path, encoding='utf-8'):
        query, _, document, rank = line.split()[:4]
        lists[query].append((int(rank), document))
    return {query: [document for _, document in sorted(found)] for query, found in lists.items()}


def measures(lists, grades, queries):
    sums, count = collections.Counter(), 0
    for query, relevant in grades.items():
        if query not in queries:
            continue
        count += 1
        found = lists.get(query, [])
        hits = [document in relevant for document in found[:100]]
        gain = sum(relevant.get(d, 0) / math.log2(i + 2) for i, d in enumerate(found[:10]))
        ideal = sum(g / math.log2(i + 2) for i, g in enumerate(sorted(relevant.values(), reverse=True)[:10]))
        sums['P@1'] += bool(hits[:1] and hits[0])
        sums['MRR@10'] += next((1 / (i + 1) for i, hit in enumerate(hits[:10]) if hit), 0)
        sums['nDCG@10'] += gain / ideal
        sums['R@10'] += sum(hits[:10]) / len(relevant)
        sums['R@100'] += sum(hits) / len(relevant)
    return count, {name: sums[name] / count for name in ('P@1', 'MRR@10', 'nDCG@10', 'R@10', 'R@100')}


def every(step, folder, place):
    """Writes every so many queries of a collection and returns their names."""
    lines = [line for line in open(os.path.join(folder, 'queries.tsv'), encoding='utf-8') if line.strip()][::step]
    with open(place, 'w', encoding='utf-8') as out:
        out.writelines(lines)
    return {line.split('\t')[0] for line in lines}


def systems(xunzhang, baseline, work, name, folder, queries):
    """For each system its name, the file of its run and the command that writes it (given its name)."""
    corpus, qrels = (os.path.join(folder, file) for file in ('corpus.jsonl', 'qrels.tsv'))
    own = [xunzhang, '--index', f'{work}/{name}.idx', 'eval', '--corpus', corpus, '--queries', queries, '--qrels', qrels]
    flat = f'{work}/{name}.tsv'
    if not os.path.exists(flat):
        tab_separated(corpus, flat)
    lucene = ['java', '-Xmx2g', '-cp', JARS, f'{HERE}/LuceneRun.java']
    for system, command in [
        ('xunzhang', own + ['--run']),
        ('words alone', own + ['--only', 'words', '--run']),
        ('bigrams alone', own + ['--only', 'bigrams', '--run']),
        ('tantivy + jieba', [baseline, 'run', 'words', corpus, queries]),
        ('tantivy + bigrams', [baseline, 'run', 'pairs', corpus, queries]),
        ('Lucene CJK', lucene + ['cjk', flat, queries]),
        ('Lucene smartcn', lucene + ['smartcn', flat, queries]),
    ]:
        run = f"{work}/{name}.{system.replace(' ', '').replace(',', '-')}.run"
        yield system, run, command


def main():
    xunzhang, baseline, work, *collections_ = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    for asked, folder in (collection.split('=', 1) for collection in collections_):
        name, _, step = asked.partition('/')
        grades = judgements(os.path.join(folder, 'qrels.tsv'))
        chosen = f'{work}/{name}.queries.tsv'
        queries = every(int(step or 1), folder, chosen)
        for system, run, command in systems(xunzhang, baseline, work, name, folder, chosen):
            if not os.path.exists(run):
                subprocess.run(command + [run + '.part'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                os.rename(run + '.part', run)
            count, of = measures(ranked(run), grades, queries)
            figures = '  '.join(f'{measure} {value:.4f}' for measure, value in of.items())
            print(f'{name:<12} {count:>5}  {system:<24} {figures}', flush=True)


if __name__ == '__main__':
    main()
