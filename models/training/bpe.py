"""Byte-level byte pair encoding: trains a vocabulary, writes it as tokenizer.json, encodes text with it."""
import collections
import functools
import json
import re

SPECIAL = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")
_DIGIT = re.compile(r"(\d)")
_WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def _byte_symbols():
    """A printable character for every byte: printable ones for themselves, others from 256 on."""
    symbols, following = [], 256
    for value in range(256):
        printable = 0x21 <= value <= 0x7E or 0xA1 <= value <= 0xAC or 0xAE <= value <= 0xFF
        symbols.append(chr(value) if printable else chr(following))
        following += 0 if printable else 1
    return symbols


_SYMBOLS = _byte_symbols()


def words(text):
    """The pieces that merges stay within: every digit alone, words with the space before them."""
    for piece in _DIGIT.split(text):
        yield from _WORD.findall(piece)


def train(texts, vocabulary):
    """The merges, most frequent pair first; of equally frequent pairs the alphabetically first."""
    counts = collections.Counter(word for text in texts for word in words(text))
    table = [([_SYMBOLS[byte] for byte in word.encode()], count) for word, count in sorted(counts.items())]
    pairs, places = collections.Counter(), collections.defaultdict(set)
    for index, (symbols, count) in enumerate(table):
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += count
            places[pair].add(index)
    merges = []
    while len(merges) < vocabulary - 256 - len(SPECIAL):
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for index in sorted(places.pop(best)):
            symbols, count = table[index]
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] -= count
                if pair != best:
                    places[pair].discard(index)
            merged = _merge(symbols, best)
            table[index] = (merged, count)
            for pair in zip(merged, merged[1:]):
                pairs[pair] += count
                places[pair].add(index)
        del pairs[best]
    return merges


def _merge(symbols, pair):
    merged, at = [], 0
    while at < len(symbols):
        together = at + 1 < len(symbols) and symbols[at] == pair[0] and symbols[at + 1] == pair[1]
        merged.append(symbols[at] + symbols[at + 1] if together else symbols[at])
        at += 2 if together else 1
    return merged


class Tokenizer:
    def __init__(self, merges):
        self.merges = merges
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        pieces = _SYMBOLS + [first + second for first, second in merges]
        self.ids = {piece: at for at, piece in enumerate(pieces)}
        self.start, self.end, self.padding = (len(pieces) + at for at in range(len(SPECIAL)))
        self._word = functools.lru_cache(maxsize=None)(self._split)

    def encode(self, text, rng=None, dropout=0.04):
        """Token ids. With rng, now and then a word is cut finer than it should be, so that a model learns to read both."""
        ids = []
        for word in words(text):
            ids += self._word(word) if rng is None or rng.random() >= dropout else self._split(word, rng)
        return ids

    def _split(self, word, rng=None):
        symbols = [_SYMBOLS[byte] for byte in word.encode()]
        while len(symbols) > 1:
            known = [pair for pair in zip(symbols, symbols[1:]) if pair in self.ranks and (rng is None or rng.random() < 0.7)]
            if not known:
                break
            symbols = _merge(symbols, min(known, key=self.ranks.get))
        return [self.ids[symbol] for symbol in symbols]

    def save(self, path):
        byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
        added = [{"id": len(self.ids) + at, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for at, content in enumerate(SPECIAL)]
        content = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
                   "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, byte_level]},
                   "post_processor": None, "decoder": byte_level,
                   "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                             "vocab": self.ids, "merges": [" ".join(pair) for pair in self.merges]}}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

    @staticmethod
    def load(path):
        return Tokenizer([tuple(merge.split(" ")) for merge in json.loads(path.read_text(encoding="utf-8"))["model"]["merges"]])
