"""Conversations as training rows: tokens of several conversations side by side, padded to one length."""
import json
import random

import torch


def encode(tokenizer, path, seed):
    """(token ids, which of them are to be learned) of each conversation: the answers and their ends are learned."""
    rng = random.Random(seed)
    newline = tokenizer.encode("\n")
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            ids, learned = [], []
            for message in json.loads(line)["messages"]:
                answer = message["role"] == "assistant"
                head = [tokenizer.start] + tokenizer.encode(message["role"]) + newline
                body = tokenizer.encode(message["content"], None if answer else rng) + [tokenizer.end]
                ids += head + body + newline
                learned += [False] * len(head) + [answer] * len(body) + [False]
            yield ids, learned


def pack(conversations, length, padding):
    """Rows [rows, length]: tokens, what to learn, and the number of the conversation within its row, 0 for padding."""
    rows, open_rows = [], []
    for ids, learned in conversations:
        row = next((row for row in open_rows if len(row[0]) + len(ids) <= length), None)
        if row is None:
            row = ([], [], [])
            rows.append(row)
            open_rows = open_rows[-15:] + [row]
        row[2].extend([row[2][-1] + 1 if row[2] else 1] * len(ids))
        row[0].extend(ids)
        row[1].extend(learned)
    return [torch.tensor([row[part] + [blank] * (length - len(row[part])) for row in rows]) for part, blank in enumerate((padding, False, 0))]
