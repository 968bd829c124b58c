#!/usr/bin/env python3
"""Variants of a collection with judgements, for compare.py: variants.py FOLDER OUT.

OUT/trad: the same in Traditional script (needs `pip install opencc-python-reimplemented`).
OUT/long: eight documents joined to one without titles, so that the answer is a small part of what is found.
"""
import json, os, sys

JOINED = 8


def lines(path):
    return [line.rstrip('\n') for line in open(path, encoding='utf-8') if line.strip()]


def write(folder, documents, queries, judgements):
    os.makedirs(folder, exist_ok=True)
    with open(f'{folder}/corpus.jsonl', 'w', encoding='utf-8') as out:
        out.writelines(json.dumps(document, ensure_ascii=False) + '\n' for document in documents)
    for name, rows in (('queries.tsv', queries), ('qrels.tsv', judgements)):
        with open(f'{folder}/{name}', 'w', encoding='utf-8') as out:
            out.writelines(row + '\n' for row in rows)


def traditional(documents, queries, judgements, folder):
    import opencc
    convert = opencc.OpenCC('s2t').convert
    changed = [dict(d, title=convert(d.get('title', '')), text=convert(d['text'])) for d in documents]
    write(folder, changed, [convert(query) for query in queries], judgements)


def long(documents, queries, judgements, folder):
    of, joined = {}, []
    for first in range(0, len(documents), JOINED):
        part, name = documents[first:first + JOINED], f'L{first // JOINED}'
        of.update((d['id'], name) for d in part)
        joined.append({'id': name, 'title': '', 'text': '\n'.join(d['text'] for d in part)})
    best = {}
    for query, _, document, grade in (line.split() for line in judgements):
        key = (query, of[document])
        best[key] = max(best.get(key, 0), int(grade))
    write(folder, joined, queries, [f'{query} 0 {name} {grade}' for (query, name), grade in best.items()])


def main():
    source, target = sys.argv[1:]
    documents = [json.loads(line) for line in lines(f'{source}/corpus.jsonl')]
    queries, judgements = lines(f'{source}/queries.tsv'), lines(f'{source}/qrels.tsv')
    long(documents, queries, judgements, f'{target}/long')
    traditional(documents, queries, judgements, f'{target}/trad')


if __name__ == '__main__':
    main()
