"""Trains the model on the generated text and writes it as a model directory."""
import argparse
import itertools
import json
import math
import os
import pathlib
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded: threads that spin waste the cores of others

import torch
import torch.nn.functional as F

import bpe
import package
import rows
from llama import Llama, LlamaShape
from schedule import Schedule

SHORT, LONG = 256, 1024


def loss_of(model, tokens, learned, conversations):
    """Mean cross entropy of the learned tokens, each predicted by the token before it."""
    length = int((conversations > 0).any(0).sum())
    tokens, learned, conversations = tokens[:, :length], learned[:, :length], conversations[:, :length]
    before = torch.zeros_like(learned)
    before[:, :-1] = learned[:, 1:]
    keep = before.flatten().nonzero().squeeze(1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(tokens, conversations, keep)
    return F.cross_entropy(logits.float(), tokens.flatten()[keep + 1])


def batches(table, size, generator):
    while True:
        order = torch.randperm(len(table[0]), generator=generator)
        for at in range(0, len(order) - size + 1, size):
            chosen = order[at:at + size]
            yield [part[chosen] for part in table]


@torch.no_grad()
def validate(model, table, size):
    losses = [loss_of(model, *[part[at:at + size] for part in table]).item() for at in range(0, min(len(table[0]), 8 * size), size)]
    return sum(losses) / len(losses)


def optimizer_of(model):
    matrices = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    norms = [parameter for parameter in model.parameters() if parameter.dim() == 1]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": norms, "weight_decay": 0.0}], betas=(0.9, 0.97), eps=1e-8, foreach=True)


def tokenizer_of(path):
    with open(path, encoding="utf-8") as lines:
        sample = [message["content"] for _, line in zip(range(40000), lines) for message in json.loads(line)["messages"]]
    return bpe.Tokenizer(bpe.train(sample + ["user", "assistant", "system", "\n"], LlamaShape.vocabulary))


def prepare(options):
    """The tokenizer, and tables of rows: short conversations, long ones, and those held out to measure by."""
    going_on = options.state and options.state.exists()
    tokenizer = bpe.Tokenizer.load(options.model / "tokenizer.json") if going_on else tokenizer_of(options.text)
    conversations = [entry for entry in rows.encode(tokenizer, options.text, options.seed) if len(entry[0]) <= LONG]
    held_out, conversations = conversations[:600], conversations[600:]
    short, long = ([entry for entry in conversations if (len(entry[0]) <= SHORT) == is_short] for is_short in (True, False))
    tables = [rows.pack(part, length, tokenizer.padding) for part, length in ((short, SHORT), (long, LONG), ([entry for entry in held_out if len(entry[0]) <= SHORT], SHORT))]
    print(f"{len(conversations)} conversations, {sum(len(entry[0]) for entry in conversations)} tokens, {len(tables[0][0])} short and {len(tables[1][0])} long rows", flush=True)
    return tokenizer, tables


class State:
    """Where training stands, kept in a file so that it can go on from there."""

    def __init__(self, path, model, optimizer):
        self._path, self._model, self._optimizer = path, model, optimizer

    def restore(self):
        """How many steps were made before."""
        if self._path is None or not self._path.exists():
            return 0
        state = torch.load(self._path)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        return state["step"]

    def keep(self, steps):
        if self._path:
            torch.save({"step": steps, "model": self._model.state_dict(), "optimizer": self._optimizer.state_dict()}, self._path)


def train(options, tokenizer, tables, model):
    short, long, held_out = tables
    optimizer = optimizer_of(model)
    generator = torch.Generator().manual_seed(options.seed)
    feeds = [batches(short, options.tokens // SHORT, generator), batches(long, options.tokens // LONG, generator)]
    schedule = Schedule(options.steps, options.rate, options.rise, options.fall)
    state = State(options.state, model, optimizer)
    first, begun, losses = state.restore(), time.time(), []
    for step in itertools.count():
        if step >= schedule.steps:
            break
        batch = next(feeds[step % options.long_every == options.long_every - 1])
        if step < first:
            continue
        schedule.fit(step, step - first, time.time() - begun, 60 * options.minutes)
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate(step)
        loss = loss_of(model, *batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        done = step + 1
        if done % 100 == 0:
            print(f"step {done}, loss {sum(losses) / len(losses):.4f}, {time.time() - begun:.0f} s", flush=True)
            losses.clear()
        if done % options.save_every == 0 or done == schedule.steps:
            print(f"step {done}, held-out loss {validate(model, held_out, 16):.4f}", flush=True)
            package.save(options.model, model, tokenizer)
            state.keep(done)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--tokens", type=int, default=2048, help="tokens of a step")
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--rise", type=int, default=100, help="steps in which the rate rises")
    parser.add_argument("--fall", type=int, default=700, help="steps in which it falls")
    parser.add_argument("--minutes", type=float, default=math.inf, help="makes fewer steps if that is what this time allows")
    parser.add_argument("--state", type=pathlib.Path, help="file to keep the state of training in, and to go on from if it exists")
    parser.add_argument("--long-every", type=int, default=16, help="every so many steps, a step of long conversations")
    parser.add_argument("--save-every", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer, tables = prepare(options)
    model = Llama(LlamaShape())
    print(f"{sum(parameter.numel() for parameter in model.parameters())} parameters", flush=True)
    train(options, tokenizer, tables, model)


if __name__ == "__main__":
    main()
