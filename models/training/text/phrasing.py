"""Patterns that stand for many wordings, and the small untidiness of typed questions."""
import re

MACROS = {
    "@how": "[how do I|how do I|how can I|how do you|how to|how would I|how does one|how should I|what do I do to|what is the command to|which command do I use to|what must I type to"
            "|I want to|I would like to|I'd like to|I need to|help me|show me how to|can you show me how to|can you tell me how to|could you explain how to|tell me how to"
            "|explain how to|is there a way to|what is the best way to|please tell me how to|teach me how to|I don't know how to|can I|is it possible to|steps to]",
    "@what": "[what is|what is|what's|what exactly is|what are|tell me about|tell me what is|explain|can you explain|could you explain|please explain|describe|define|what do you know about"
             "|what do you mean by|I don't understand|what is meant by|give me a short explanation of|in simple words, what is|do you know what is|I want to know about|]",
    "@does": "[does it|does this|does this project|does the server|does this server|does the engine|can it|can this|can this project|can the server|does the thing|can the thing|will it|is it able to|is the server able to]",
    "@this": "[this|this project|this thing|this software|this program|this tool|this repository|this repo|this server|this application|the project]",
    "@run": "[start|run|launch|start up|boot|fire up|bring up|get|use|set up|begin with]",
    "@server": "[the server|the server|a server|the service|the API server|the inference server|the http server|this server|it|the API]",
    "@model": "[model|language model|LLM|checkpoint|model files]",
    "@my": "[my|my own|my own|another|a different|a|a local|a downloaded|some other|our]",
    "@is": "[is|means|stands for]",
}
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MACRO = re.compile(r"@[a-z]+")
_ASKING = ("what", "how", "who", "which", "where", "when", "why", "is", "are", "do", "does", "can", "could", "will", "would", "should", "has", "have", "did", "may", "whose")


def expand(rng, pattern, **slots):
    """One wording of a pattern: [a|b] is a or b, @name a macro, {name} a slot, \\n a line break."""
    pattern = _MACRO.sub(lambda match: MACROS.get(match[0], match[0]), pattern)
    while True:
        pattern, count = _CHOICE.subn(lambda match: rng.choice(match[1].split("|")), pattern)
        if not count:
            break
    for name, value in slots.items():
        pattern = pattern.replace("{" + name + "}", str(value))
    lines = [re.sub(r" {2,}", " ", line).strip() if not line.startswith("  ") else line for line in pattern.replace("\\n", "\n").split("\n")]
    return "\n".join(lines).replace("⟦", "[").replace("⟧", "]").strip()


def sentence(text):
    return text[:1].upper() + text[1:]


def asked(rng, text):
    """A question as somebody might type it: greeting, case, end and now and then a slip of the keyboard."""
    if not text.endswith(("?", ".", "!")):
        question = text.lower().startswith(_ASKING)
        if rng.random() < 0.05:
            text += rng.choice([", please", " please", " thanks", " for me", " again"])
        text += rng.choice(["?"] * 6 + ["", ""]) if question else rng.choice([".", ".", "", "", "?", "!"])
    if rng.random() < 0.1:
        start = rng.choice(["Hi! ", "Hello, ", "Hey, ", "Hi, ", "Please, ", "So, ", "Okay, ", "OK. ", "One question: ", "Now ", "And ", "Sorry, ", "Thanks. ", "Hm, ", "Excuse me, ", "Well, ", "By the way, ", "Also, ", "Quick question: "])
        text = start + text
    chance = rng.random()
    if chance < 0.62:
        text = sentence(text)
    elif chance < 0.85:
        text = text.lower()
    elif chance < 0.865:
        text = text.upper()
    if rng.random() < 0.06:
        text = _slip(rng, text)
    return text


def _slip(rng, text):
    at = rng.randrange(max(1, len(text) - 2))
    if not text[at:at + 2].isalpha() or len(text[at:at + 2]) < 2:
        return text
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1:]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2:]
    return text[:at] + text[at] + text[at:]
