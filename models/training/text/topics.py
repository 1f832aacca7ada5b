"""Reads question-and-answer topics from the .txt files beside this one.

A topic is a block of lines: "? pattern" for ways to ask, other lines for ways to answer; a blank line ends it.
"""
import pathlib

from phrasing import asked, expand


class Topic:
    def __init__(self, questions, answers):
        self.questions = questions
        self.answers = answers

    def talk(self, rng):
        return [(asked(rng, expand(rng, rng.choice(self.questions))), expand(rng, rng.choice(self.answers)))]


def read(name):
    text = (pathlib.Path(__file__).parent / name).read_text(encoding="utf-8")
    topics = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        questions = [line[2:] for line in lines if line.startswith("? ")]
        answers = [line for line in lines if not line.startswith("? ")]
        if lines and not (questions and answers):
            raise ValueError(f"{name}: a topic needs questions and answers: {block[:80]}")
        if lines:
            topics.append(Topic(questions, answers))
    return topics
