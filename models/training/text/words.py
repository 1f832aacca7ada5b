"""Words to fill patterns with."""
ANIMAL_NAMES = ("fox bear owl rabbit wolf mouse cat dog horse frog hedgehog squirrel lion tiger elephant monkey penguin whale dolphin turtle duck goose swan crow raven eagle robin sparrow bee ant spider"
                " snail butterfly beetle deer badger otter beaver mole bat sheep goat cow pig donkey camel giraffe zebra kangaroo koala panda parrot pigeon seal crab octopus fish shark snake lizard crocodile cricket worm rat hen rooster"
                " dragon unicorn dinosaur firefly ladybird hamster puppy kitten lamb foal stork heron peacock leopard hippo").split()
HEROES = ("robot knight princess prince king queen wizard witch pirate sailor farmer baker miller fisherman shepherd soldier gardener painter teacher doctor girl boy child giant dwarf elf fairy ghost astronaut cook clockmaker"
          " tailor musician dancer grandmother grandfather programmer computer cloud star tree snowman river stone train boat lighthouse teapot lamp scarecrow raindrop snowflake balloon kite mermaid monster train-driver postman").split()
NAMES = ("Anna Ben Clara David Emma Felix Greta Henry Ida Jonas Karl Lena Max Nina Oscar Paula Quentin Rosa Sam Tina Uma Victor Wanda Xavier Yara Zoe Alice Bob Tom Mia Leo Ella Noah Lily Jack Lucy Paul Maria Peter"
         " Sarah John Kate Ali Omar Fatima Yuki Ken Chen Wei Raj Priya Ivan Olga Hans Heidi Pierre Marie Luca Sofia Carlos Elena Mark Julia Martin Laura Simon Helen Robert Linda James Mary Michael Susan").split()
PLACES = ("in a forest|by the sea|on a high mountain|in a little house at the edge of the village|under an old oak tree|in a small town|on an island|beside a quiet lake|in a castle|on a farm|in a garden full of flowers"
          "|in a valley between two hills|near a river|in the far north|in the middle of a big city|at the end of a long road|in a cave|in an old mill|on the other side of the moon|in a meadow").split("|")
THINGS = ("golden key|red apple|silver bell|lost ring|magic lamp|blue stone|warm coat|old book|bright star|wooden boat|little drum|glass ball|white feather|paper kite|treasure|new hat|song|honey pot|letter|map|lantern|flower|crown").split("|")
FOODS = "apples bread cheese pizza soup rice noodles chocolate cake honey pancakes potatoes strawberries bananas fish salad ice cream".split()
COLOURS = "red blue green yellow orange purple black white brown pink grey".split()
CITIES = "Berlin Paris London Rome Madrid Vienna Oslo Tokyo Lima Cairo Boston Hamburg Lyon Milan Zurich Dublin Prague Lisbon".split()
SYLLABLES = "ba be bo da di do fa fe ga go ka ki ko la le li lo lu ma me mi mo na ne ni no pa po ra re ri ro ru sa se si so ta te ti to va ve vi vo za ze zi zo sha tho kri bra dro fli".split()


def article(noun):
    return ("an " if noun[0].lower() in "aeiou" and not noun.startswith(("unicorn", "one")) else "a ") + noun


def made_up_name(rng):
    return ("".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))) + rng.choice(["", "", "n", "r", "l", "s", "x", "k"])).capitalize()


def made_up_word(rng):
    return made_up_name(rng).lower()
