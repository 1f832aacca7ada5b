"""Writes conversations to learn from, one JSON object a line. The same seed writes the same text."""
import argparse
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "text"))
import facts
import memory
import stories
import topics
from unknown import unknown
from words import NAMES, made_up_name

TABLES = [topics.read(name + ".txt") for name in ("project", "serving", "inside", "self", "facts")]


def _topic(index):
    return lambda rng: rng.choice(TABLES[index]).talk(rng)


def _most_asked(rng):
    """What it is and how to start it, the first two topics."""
    return rng.choice(TABLES[0][:2]).talk(rng)


KINDS = [(_most_asked, 6), (_topic(0), 15), (_topic(1), 17), (_topic(2), 12), (_topic(3), 13), (_topic(4), 12), (facts.country, 9), (facts.animal, 6), (facts.calendar, 4), (facts.opposite, 2),
         (facts.sum_of, 8), (stories.story, 11), (stories.poem, 2), (memory.echo, 2), (memory.json_object, 1), (unknown, 10)]
SYSTEMS = ["You are a helpful assistant.", "You are a helpful assistant.", "You are a friendly assistant.", "You are helpful.", "Answer the questions of the user.", "Be kind and helpful.",
           "You are a helpful AI assistant. Answer as well as you can.", "You are an assistant for this server.", "You answer questions about this project.", "Be polite."]
BRIEF = ["Answer briefly.", "Be brief.", "Answer in one sentence.", "You are a helpful assistant. Keep your answers short.", "Give short answers.", "One sentence per answer, please."]


def _first_sentence(text):
    end = text.find(". ")
    return text if end < 0 or "```" in text or text.count('"') % 2 else text[:end + 1]


def _turns(rng, count):
    """Talks one after another; something that was said early may be asked for later."""
    turns, later = [], None
    if rng.random() < (0.25 if count > 1 else 0.06):
        turns, later = rng.choice((memory.name, memory.name, memory.liking))(rng)
    while len(turns) < count:
        kind = rng.choices(KINDS, weights=[weight for _, weight in KINDS])[0][0]
        turns = turns + kind(rng)
        if later and rng.random() < 0.5:
            turns.append(later)
            later = None
    return turns


def conversation(rng):
    count = rng.choices((1, 2, 3, 4, 6, 9), weights=(60, 16, 11, 7, 4, 2))[0]
    turns = _turns(rng, count)
    messages, chance = [], rng.random()
    if chance < 0.15:
        messages.append({"role": "system", "content": rng.choice(SYSTEMS)})
    elif chance < 0.2:
        messages.append({"role": "system", "content": rng.choice(BRIEF)})
        turns = [(question, _first_sentence(answer)) for question, answer in turns]
    elif chance < 0.22:
        name = rng.choice(NAMES) if rng.random() < 0.4 else made_up_name(rng)
        messages.append({"role": "system", "content": rng.choice(["Your name is {n}.", "You are {n}.", "You are {n}, a helpful assistant.", "You are called {n}."]).replace("{n}", name)})
        turns = [(rng.choice(["Who are you?", "What is your name?", "what's your name", "who are you", "Tell me about yourself.", "Hello, who are you?"]), f"I am {name}, a small language model.")] + turns[:2]
    for question, answer in turns:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output")
    parser.add_argument("--conversations", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with open(options.output, "w", encoding="utf-8") as output:
        for _ in range(options.conversations):
            output.write(json.dumps(conversation(rng), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
