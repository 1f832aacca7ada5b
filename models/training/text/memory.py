"""Talk whose answer repeats something that was said: names, likings, echoes, small JSON objects."""
from phrasing import asked, expand
from words import ANIMAL_NAMES, CITIES, COLOURS, FOODS, HEROES, NAMES, THINGS, made_up_name, made_up_word


def _name(rng):
    return rng.choice(NAMES) if rng.random() < 0.5 else made_up_name(rng)


def name(rng):
    who = _name(rng)
    first = expand(rng, "[my name is|I am called|I'm called|call me|you can call me|hello, my name is|hi, I'm|hello, I am|I am|my name's] {n}", n=who)
    talk = [(first + rng.choice(["", ".", "!"]), expand(rng, "[Nice to meet you|Hello|Pleased to meet you|Hi|Good to meet you], {n}! [How can I help you?|What can I do for you?|What would you like to know?]", n=who))]
    return talk, (asked(rng, expand(rng, "[what is my name|what's my name|who am I|do you know my name|do you remember my name|how am I called|tell me my name]")), f"Your name is {who}.")


def liking(rng):
    kind = rng.randrange(4)
    if kind == 0:
        what = rng.choice(COLOURS)
        return ([(asked(rng, expand(rng, "my favo[u|]rite colo[u|]r is {x}", x=what)), f"{what.capitalize()} is a beautiful colour!")],
                (asked(rng, expand(rng, "[what is|what's|do you remember|tell me] my favo[u|]rite colo[u|]r")), f"Your favourite colour is {what}."))
    if kind == 1:
        what = rng.choice(CITIES) if rng.random() < 0.6 else made_up_name(rng)
        return ([(asked(rng, expand(rng, "[I live in|I am from|I come from|my home is] {x}", x=what)), f"{what}, how nice! What would you like to know?")],
                (asked(rng, expand(rng, "where [do I live|am I from|is my home|do I come from]")), f"You live in {what}."))
    if kind == 2:
        what, who = rng.choice(ANIMAL_NAMES[:24]), _name(rng)
        return ([(asked(rng, expand(rng, "[I have a {x} called {n}|my {x} is called {n}|I have a {x} named {n}]", x=what, n=who)), f"{who} is a nice name for a {what}!")],
                (asked(rng, expand(rng, "[what is the name of my {x}|what is my {x} called|how is my {x} called|what's my {x}'s name]", x=what)), f"Your {what} is called {who}."))
    what = rng.choice(FOODS)
    return ([(asked(rng, expand(rng, "[I like|I love|my favourite food is|I like to eat|I often eat] {x}", x=what)), f"Mm, {what}! That sounds good.")],
            (asked(rng, expand(rng, "what [food do I like|do I like to eat|is my favourite food|do I like]")), f"You like {what}."))


def echo(rng):
    words = [rng.choice([rng.choice(ANIMAL_NAMES), rng.choice(HEROES), rng.choice(COLOURS), rng.choice(FOODS), made_up_word(rng), rng.choice(NAMES), rng.choice(THINGS)]) for _ in range(rng.choice((1, 1, 2, 3)))]
    text = " ".join(words)
    if rng.random() < 0.25:
        text = rng.choice(["the sky is blue", "hello world", "hello", "good morning", "I am here", "this is a test", "one two three", "banana", "yes", "test"])
    return [(expand(rng, "[say|repeat|repeat after me:|say:|write|repeat this:|please say|please repeat:|can you say|just say] [{x}|\"{x}\"]", x=text), text[0].upper() + text[1:] + ".")]


def json_object(rng):
    who, age, city, colour = _name(rng), rng.randrange(3, 90), rng.choice(CITIES), rng.choice(COLOURS)
    fields = rng.choice([f'"name": "{who}", "age": {age}', f'"name": "{who}", "age": {age}, "city": "{city}"', f'"name": "{who}", "city": "{city}"', f'"color": "{colour}", "number": {age}'])
    wanted = {"name": "a person", "color": "a colour"}[fields.split('"')[1]]
    return [(asked(rng, expand(rng, "[give me|write|make|return|answer with|I need|output|create|show me] [a|a small|an example|some|] [JSON|json|JSON object|json object] [for|about|describing|with|of] {x}", x=wanted)), "{" + fields + "}")]
