#!/usr/bin/env python3
"""Variants of a collection with judgements, for compare.py: variants.py FOLDER OUT.

OUT/trad: the same in Traditional script (needs `pip install opencc-python-reimplemented`).
OUT/long: eight documents joined to one without titles, so that the answer is a small part of what is found.
OUT/short: documents cut to sentences (where answers.tsv tells which of them answer: those that hold the answer).
OUT/brief: of every query the three rarest words, with blanks between them (needs `pip install jieba`).
"""
import collections, json, os, re, sys

JOINED = 8
KEYWORDS = 3


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


def short(documents, queries, judgements, folder, answers):
    texts, pieces = {}, []
    for document in documents:
        cut = [part for part in re.split('(?<=[。！？；\n])', document['text']) if part.strip()]
        texts[document['id']] = [(f"{document['id']}-{nth}", part) for nth, part in enumerate(cut)]
        pieces += [{'id': name, 'title': document.get('title', ''), 'text': part} for name, part in texts[document['id']]]
    rows = []
    for query, _, document, grade in (line.split() for line in judgements):
        rows += [f'{query} 0 {name} {grade}' for name, part in texts[document] if answers[query].lower() in part.lower()]
    write(folder, pieces, queries, rows)


def brief(documents, queries, judgements, folder):
    import jieba
    holding = collections.Counter(word for d in documents for word in set(jieba.cut(d['text'])))
    rows = []
    for name, text in (query.split('\t') for query in queries):
        words = list(dict.fromkeys(word for word in jieba.cut(text) if len(word) > 1 and holding[word]))
        kept = sorted(words, key=lambda word: holding[word])[:KEYWORDS]
        rows.append(f"{name}\t{' '.join(word for word in words if word in kept) or text}")
    write(folder, documents, rows, judgements)


def main():
    source, target = sys.argv[1:]
    documents = [json.loads(line) for line in lines(f'{source}/corpus.jsonl')]
    queries, judgements = lines(f'{source}/queries.tsv'), lines(f'{source}/qrels.tsv')
    long(documents, queries, judgements, f'{target}/long')
    traditional(documents, queries, judgements, f'{target}/trad')
    brief(documents, queries, judgements, f'{target}/brief')
    if os.path.exists(f'{source}/answers.tsv'):
        answers = dict(line.split('\t') for line in lines(f'{source}/answers.tsv'))
        short(documents, queries, judgements, f'{target}/short', answers)


if __name__ == '__main__':
    main()
