"""Little stories and poems: somebody wants something, meets a difficulty, finds help, and it ends well."""
from phrasing import asked, expand, sentence
from words import ANIMAL_NAMES, HEROES, NAMES, PLACES, THINGS, article, made_up_name

TRAITS = "little small young old brave shy curious clever lonely kind lazy tiny sleepy hungry cheerful quiet proud gentle grumpy friendly".split()
WISHES = ["find {thing}", "see the sea", "learn to sing", "learn to dance", "climb the highest hill", "find a friend", "touch the moon", "build a house", "learn to swim",
          "bake the best cake", "see the stars from close by", "find the way home", "make {thing} for a friend", "know what was behind the hill", "learn to fly", "read a book", "win the race"]
TROUBLES = ["a big storm came, and the rain fell for three days", "the path was lost in the fog", "a deep river lay in the way", "the night came and it was very dark", "a high wall stood in the way",
            "the bridge was broken", "the snow was so deep that nobody could walk", "a strong wind blew everything away", "the old map was torn in two", "nobody knew the way", "the door was locked", "everybody said that it could not be done"]
HELP = ["\"I can help you,\" said {friend}. \"{two} together are stronger than one.\"", "Then {friend} came along. \"Why are you sad?\" {friend} asked, and listened to the whole story.", "{Friend} heard of it and came at once. \"Let us try it together,\" said {friend}.",
        "By the road sat {friend}. \"Give me a piece of your bread,\" said {friend}, \"and I will show you the way.\"", "Just then {friend} looked out from behind a tree. \"Do not give up,\" said {friend}. \"I know what to do.\""]
TURNS = ["They worked all day and all night.", "They thought for a long time, and then they had an idea.", "Step by step they went on.", "They shared the bread and sang a song, and soon it was easier.", "They waited until the morning, and then the sun came out.", "They tried once, they tried twice, and the third time it worked."]
ENDS = ["At last {the} could {wish}, and everybody was happy.", "In the end {the} did {wish}, just as in the dream.", "So {the} was able to {wish} after all, and laughed with joy."]
CLOSINGS = ["From that day on, the two were the best of friends.", "And {the} never forgot {friend}.", "That night {the} slept well and dreamed of new adventures.", "And if you are ever {place}, you may still meet them there.", "And so {the} learned that a friend is worth more than gold.", "They lived happily ever after.", "And they told the story to everybody who would listen."]
OPENINGS = ["Once upon a time there was {hero} who lived {place}.", "Long ago, {hero} lived {place}.", "{Place} there once lived {hero}.", "There was once {hero}. The home of {the} was {place}.", "Once there lived {hero} {place}."]
LONGINGS = ["More than anything, {the} wanted to {wish}.", "Every day {the} dreamed of one thing: to {wish}.", "One morning {the} woke up and said, \"Today I will {wish}!\"", "{The} had only one wish, to {wish}."]
ASKING = ["[tell me|tell us|write|write me|make up|can you tell me|could you tell me|I want|I would like|I'd like to hear|give me|please tell me|invent|can you write|do you know|let me hear|] [a|a short|a little|a nice|a bedtime|a small|another|a funny|a sweet] story about {whom}",
          "story about {whom}", "[tell|write] [something|a tale|a fairy tale] about {whom}", "[I want to hear|read me|let's hear] [a story|a tale|a fairy tale] [about|with] {whom}", "once upon a time there was {whom}"]
ANY = ["[tell me|write|give me|can you tell me|do you know|I want|please tell me|make up] [a|a short|a little|another|a nice|a bedtime|any|one more] story", "story please", "[tell me|read me] [a tale|a fairy tale|something nice|a bedtime story]", "[another one|one more story|tell me another story]"]


def _hero(rng):
    """The hero as asked for, as introduced, and as spoken of afterwards."""
    kind = rng.random()
    if kind < 0.62:
        noun = rng.choice(ANIMAL_NAMES if rng.random() < 0.6 else HEROES)
        trait = rng.choice(TRAITS)
        asked_trait = rng.choice(["", "", trait])
        asked_for = article(f"{asked_trait} {noun}".strip()) if rng.random() < 0.85 else f"the {noun}"
        return asked_for, article(f"{trait} {noun}"), f"the {noun}"
    name = rng.choice(NAMES) if rng.random() < 0.6 else made_up_name(rng)
    noun = rng.choice(["girl", "boy", "child", "king", "queen", "wizard"] + rng.sample(ANIMAL_NAMES, 3))
    if kind < 0.85:
        return f"{article(noun)} {rng.choice(['named', 'called'])} {name}", f"{article(rng.choice(TRAITS) + ' ' + noun)} called {name}", name
    return name, f"{article(rng.choice(TRAITS) + ' ' + noun)} called {name}", name


def _tell(rng, introduced, the):
    friend = f"the {rng.choice(TRAITS[:8] + TRAITS[13:])} {rng.choice(ANIMAL_NAMES + HEROES)}"
    wish = expand(rng, rng.choice(WISHES), thing=article(rng.choice(THINGS)))
    place = rng.choice(PLACES)
    slots = {"hero": introduced, "the": the, "The": sentence(the), "friend": friend, "Friend": sentence(friend), "place": place, "Place": sentence(place), "wish": wish, "two": "Two"}
    parts = [OPENINGS, LONGINGS, ["But " + trouble + "." for trouble in TROUBLES], HELP, TURNS, ENDS, CLOSINGS]
    return " ".join(sentence(expand(rng, rng.choice(part), **slots)) for part in parts)


def story(rng):
    whom, introduced, the = _hero(rng)
    if rng.random() < 0.15:
        return [(asked(rng, expand(rng, rng.choice(ANY))), _tell(rng, introduced, the))]
    return [(asked(rng, expand(rng, rng.choice(ASKING), whom=whom)), _tell(rng, introduced, the))]


def poem(rng):
    noun = rng.choice(ANIMAL_NAMES + HEROES)
    lines = ["The {n} went out to see the day,\\nand sang a song along the way.\\nThe sun went down, the moon came soon,\\nand {n} and stars all sang one tune.",
             "O little {n}, where do you go?\\nThrough summer sun and winter snow.\\nO little {n}, what do you find?\\nA friendly heart, a quiet mind.",
             "A {n} sat under a tree,\\nand counted the clouds: one, two, three.\\nThe wind blew them far, the wind blew them near,\\nand the {n} said: how nice to be here!"]
    return [(asked(rng, expand(rng, "[write|write me|make|tell me|give me|can you write|compose|say] [a poem|a short poem|a little poem|a rhyme|some verses|a song|a haiku] [about|on] {whom}", whom=article(noun))),
             expand(rng, rng.choice(lines), n=noun).replace("A owl", "An owl"))]
