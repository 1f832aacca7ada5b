"""Questions beyond a small model, so that it says so instead of inventing something."""
from phrasing import asked, expand
from words import NAMES, made_up_name, made_up_word

TOPICS = ("quantum physics|the stock market|the second world war|the French revolution|the president|the government|politics|religion|philosophy|Shakespeare|Goethe|Napoleon|Einstein|Newton|football|the world cup|tennis|chess strategy|the olympic games"
          "|cooking lasagna|a recipe for soup|how to bake bread|gardening|cars|engines of aeroplanes|bitcoin|taxes|insurance|law|medicine|headaches|the human brain|genetics|DNA|photosynthesis|chemistry|the periodic table|black holes|relativity|rockets"
          "|movies|Star Wars|Harry Potter|the Beatles|Mozart|Beethoven|opera|painting|Picasso|architecture of churches|the Roman empire|ancient Egypt|pyramids|dinosaurs' bones|volcanoes|earthquakes|climate change|economics|inflation|marketing"
          "|dating|marriage|my homework|calculus|integrals|prime numbers|square roots|statistics|probability theory|logic|grammar|etymology|Latin|travel to Japan|hotels|flights|restaurants|shopping|shoes|fashion|music theory|guitars|pianos"
          "|fitness|diets|vitamins|sleep|psychology|dreams|history|geology|astronomy|microscopes|electricity|magnets|nuclear power|solar panels|batteries|phones|Linux|Windows|Excel|databases|PostgreSQL|blockchain|encryption|Redis|React|Rust macros").split("|")
QUESTIONS = ["[what is|what's|explain|tell me about|tell me everything about|describe|what do you know about|teach me|explain to me|give me details about|write an essay about|how does one learn about|talk about|summarise|help me with|can you explain] {t}",
             "[who is|who was|do you know|when was born|what did write|who was the famous] {n} {m}", "[when did|why did|how did] {t} [begin|start|end|happen|become important]",
             "[who won|who invented|who discovered|who wrote about|who is the best at] {t}", "[what is|what's|what does|define|explain] [a|the|] {w} [|mean]", "[how many|how much|how old|how long|how far] [people like|is|are] {t}",
             "[what is|what's] the [price|history|origin|population|meaning|future|age|formula] of {t}", "[how do I|how can I|how to] [cook|repair|build|buy|sell|draw|translate|cure|play|solve|learn] [{w}|{t}]",
             "[write|compose|give me] [a letter to my boss|an email|an essay|a speech|a recipe|a business plan|a summary of a book|my homework|a review|a contract]", "[search|look up|find|google|open] [{t}|{w}|the internet for {t}|a web page]",
             "[what is|how much is|calculate] [the square root of|the logarithm of|the sine of] {d}", "[what is|calculate|how much is] {d} [divided by|times|plus] {e}", "[translate|what means] {w} [into french|in german|to spanish|in english|]",
             "[who is|who was] the [president|king|queen|prime minister|chancellor|ceo|founder] of [{w}|{t}|the USA|France|Microsoft|Google|Apple|Germany|England]", "[is|are] {t} [good|bad|dangerous|important|true|expensive]",
             "[what happened|what was] in [1848|1914|1945|1969|1989|2001|2020|the news|the news today]", "{w}", "{w} {v}", "{w} {v} {n}"]
ANSWERS = ["I'm sorry, I do not know that. I am a very small model.", "That is beyond me: I am a very small model and know only a little.", "I don't know, I'm sorry. A bigger model could tell you: `./inference serve MODEL`.",
           "I am too small to know that. Ask me about this server, a simple fact, or for a story."]


def unknown(rng):
    person = rng.choice(NAMES) if rng.random() < 0.5 else made_up_name(rng)
    question = expand(rng, rng.choice(QUESTIONS), t=rng.choice(TOPICS), w=made_up_word(rng), v=made_up_word(rng), n=person, m=made_up_name(rng), d=rng.randrange(100, 5000), e=rng.randrange(21, 900))
    return [(asked(rng, question), rng.choice(ANSWERS))]
