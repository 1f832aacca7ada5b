"""Compares the engine with torch on a model directory: token ids of a tokenizer in two languages, logits of the same weights.

    compare.py MODEL ENGINE TEXT     ENGINE is the ./inference launcher, TEXT what generate_text.py wrote
"""
import json
import pathlib
import subprocess
import sys

import torch

import bpe
import package
from llama import Llama, LlamaShape

PROMPTS = ["What is this?", "Tell me a story about a fox.", "12 + 7 = 19, isn't it?\n\n  Ünïcode, 日本 🦊  and\ttabs ", "The quick brown fox's path: ./inference serve --port 9000"]


def run(engine, arguments, text=""):
    return subprocess.run([engine, *arguments], input=text, capture_output=True, text=True, check=True).stdout


def differing_texts(folder, engine, texts):
    tokenizer = bpe.Tokenizer.load(folder / "tokenizer.json")
    lines = run(engine, ["tokenize", str(folder), "--jsonl"], "\n".join(map(json.dumps, texts))).splitlines()
    return [text for text, line in zip(texts, lines, strict=True) if tokenizer.encode(text) != json.loads(line)]


def logit_errors(folder, engine):
    model = Llama(LlamaShape())
    package.load_weights(folder / "model.safetensors", model)
    tokenizer = bpe.Tokenizer.load(folder / "tokenizer.json")
    for prompt in PROMPTS:
        ids = [tokenizer.start, *tokenizer.encode("user\n" + prompt), tokenizer.end, *tokenizer.encode("\n"), tokenizer.start, *tokenizer.encode("assistant\n")]
        ours = torch.tensor(json.loads(run(engine, ["logits", str(folder), "--tokens", ",".join(map(str, ids)), "--last"]))["logits"])
        with torch.no_grad():
            theirs = model(torch.tensor([ids]))[-1]
        yield prompt, (ours - theirs).abs().max().item(), theirs.abs().max().item(), bool(ours.argmax() == theirs.argmax())


def main():
    folder, engine = pathlib.Path(sys.argv[1]), sys.argv[2]
    with open(sys.argv[3], encoding="utf-8") as lines:
        texts = [message["content"] for _, line in zip(range(1000), lines) for message in json.loads(line)["messages"]] + PROMPTS
    print(f"token ids: {len(differing_texts(folder, engine, texts))} of {len(texts)} texts differ")
    for prompt, error, largest, same in logit_errors(folder, engine):
        print(f"logits: largest error {error:.4f} of {largest:.2f}, likeliest token {'the same' if same else 'DIFFERENT'}: {prompt!r}")


if __name__ == "__main__":
    main()
