"""Facts that follow from tables: countries, animals, calendars, opposites, small sums."""
import pathlib

from phrasing import asked, expand, sentence

HERE = pathlib.Path(__file__).parent
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
LENGTHS = dict(zip(MONTHS, (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)))
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
OPPOSITES = ("hot cold|big small|up down|left right|day night|good bad|fast slow|old young|happy sad|light dark|black white|open closed|hard soft|rich poor|high low"
             "|long short|full empty|wet dry|strong weak|early late|near far|loud quiet|clean dirty|summer winter|yes no|true false|heavy light|in out|first last|north south|east west|begin end")
PAIRS = [tuple(pair.split()) for pair in OPPOSITES.split("|")]
COUNTRIES = [line.split("|") for line in (HERE / "countries.txt").read_text().splitlines()]
ANIMALS = [line.split("|") for line in (HERE / "animals.txt").read_text().splitlines() if not line.startswith("#")]


def _turn(rng, question, answer, **slots):
    return [(asked(rng, expand(rng, question, **slots)), sentence(expand(rng, answer, **slots)))]


def country(rng):
    name, capital, language, continent = rng.choice(COUNTRIES)
    of_name = {"name": name, "bare": name.removeprefix("the ") if rng.random() < 0.3 else name, "capital": capital, "language": language, "continent": continent}
    kind = rng.random()
    if kind < 0.55:
        talk = _turn(rng, "[what is|what's|which is|which city is|tell me|name|do you know|give me|I want to know|can you tell me|] the capital [city|] of {bare}|".rstrip("|")
                     if rng.random() < 0.7 else "[{bare}'s capital|capital of {bare}|{bare} capital|what is {bare}'s capital|which city is the capital of {bare}|what capital does {bare} have|the capital of {bare} is]",
                     "the capital of {name} is {capital}.", **of_name)
        if rng.random() < 0.25:
            other = rng.choice(COUNTRIES)
            talk += _turn(rng, "[and|and of|what about|how about|and what about|now] {name}", "the capital of {name} is {capital}.", name=other[0], capital=other[1])
        return talk
    if kind < 0.67:
        owners = [row[0] for row in COUNTRIES if row[1] == capital]
        return _turn(rng, "[where is|in which country is|what country is|which country has the capital|tell me where I find|do you know where to find] {capital} [|in|]", "{capital} is the capital of {name}.", name=owners[0], capital=capital)
    if kind < 0.82:
        return _turn(rng, "[what|which] language [do people speak in|is spoken in|do they speak in] {name}", "people in {name} speak {language}.", **of_name)
    return _turn(rng, "[where is|on which continent is|what continent is|in which part of the world is|tell me where to find] {name}", "{name} is in {continent}.", **of_name)


def animal(rng):
    name, legs, sound, young, home, food = rng.choice(ANIMALS)
    slots = {"a": ("an " if name[0] in "aeiou" else "a ") + name, "n": name, "legs": legs, "s": sound, "young": young, "home": home, "food": food}
    kinds = [("how many legs [does {a} have|has {a}|does the {n} have|do you count on {a}]", "{a} has no legs." if legs == "0" else "{a} has {legs} legs."),
             ("[what is|what's|what do you call|what do we call|how is] [a baby {n}|the young of {a}|a young {n}|the baby of {a}] [called|]", "a young {n} is called a {young}." if young[0] not in "aeiou" else "a young {n} is called an {young}."),
             ("where [does {a} live|do you find {a}|does the {n} live|can I see {a}]", "{a} lives {home}."),
             ("what [does {a} eat|does the {n} eat|is the food of {a}|do you feed {a}]", "{a} eats {food}."),
             ("[@what] {a}", "{a} is an animal. It lives {home} and eats {food}."),
             ("[tell me about|what do you know about|say something about|describe] the {n}", "the {n} is an animal that lives {home} and eats {food}."),
             ("is {a} [an animal|a plant|a machine|a fruit]", "{a} is an animal.")]
    if sound and name not in ("sheep", "mouse", "wolf", "fish", "octopus", "deer", "butterfly"):
        kinds += [("[what|which] [noise|sound] do {n}s make", "{a} makes \"{s}\"."), ("how many legs [do|have] {n}s [have|]", "{a} has no legs." if legs == "0" else "{a} has {legs} legs."),
                  ("[which animal|what animal|who] [says|makes|goes] {s}", "{a} makes \"{s}\".")]
    if sound:
        kinds += [("[what sound does {a} make|what does {a} say|how does {a} sound|what noise does {a} make|which sound does the {n} make|what does the {n} say]", "{a} makes \"{s}\".")] * 2
    return _turn(rng, *rng.choice(kinds), **slots)


def calendar(rng):
    names = rng.choice((DAYS, MONTHS))
    at, unit = rng.randrange(len(names)), "day" if names is DAYS else "month"
    slots = {"x": names[at], "next": names[(at + 1) % len(names)], "before": names[at - 1], "unit": unit, "place": ORDINALS[at], "whole": "week" if unit == "day" else "year"}
    kinds = [("[what comes|which {unit} comes|what {unit} is|what is|what's|which {unit} is|tell me which {unit} comes|what {unit} comes|name the {unit}|what's the {unit}|what is the {unit}] [after|right after|next after|following] {x}", "{next} comes after {x}."),
             ("[what comes|which {unit} comes|what {unit} is|what is|which {unit} is|tell me which {unit} comes|what {unit} comes|name the {unit}] [before|right before|just before] {x}", "{before} comes before {x}."),
             ("[what|which] is the {place} {unit} [of the {whole}|in the {whole}|]", "the {place} {unit} of the {whole} is {x}."),
             ("[if today is {x}, what is tomorrow|today is {x}, what day is tomorrow]" if unit == "day" else "[what|which] number is {x}", "tomorrow is {next}." if unit == "day" else "{x} is the {place} month of the year.")]
    if unit == "month":
        kinds.append(("how many days [does {x} have|has {x}|are in {x}|are there in {x}]", "{x} has " + str(LENGTHS[names[at]]) + " days" + (", and 29 in a leap year." if at == 1 else ".")))
    return _turn(rng, *rng.choice(kinds), **slots)


def opposite(rng):
    pair = list(rng.choice(PAIRS))
    rng.shuffle(pair)
    if "light" in pair and "heavy" in pair:
        pair = ["heavy", "light"]
    return _turn(rng, "[what is|what's|tell me|name|give me|] the opposite of {x}", "the opposite of {x} is {y}.", x=pair[0], y=pair[1])


def sum_of(rng):
    kind, a, b = rng.randrange(4), rng.randrange(0, 21), rng.randrange(0, 21)
    if kind == 3:
        a, b = rng.randrange(1, 11), rng.randrange(1, 11)
    if kind == 2 and b > a:
        a, b = b, a
    sign, words, result = (("+", "plus", a + b), ("+", "plus", a + b), ("-", "minus", a - b), ("*", "times", a * b))[kind]
    sign = rng.choice([sign, sign, "x"]) if kind == 3 else sign
    slots = {"a": a, "b": b, "c": result, "w": words, "s": sign}
    talk = _turn(rng, "[what is|what's|how much is|calculate|compute|what does|tell me|can you calculate|] [{a} {w} {b}|{a} {s} {b}|{a} {s} {b}|{a}{s}{b}]", "{a} {w} {b} is {c}.", **slots)
    if rng.random() < 0.15:
        x, y = rng.sample(range(1, 100), 2)
        talk = _turn(rng, "[which|what] is [bigger|larger|more|the bigger number|greater], {x} or {y}", "{z} is bigger.", x=x, y=y, z=max(x, y))
    return talk
