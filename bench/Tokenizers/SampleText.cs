using System.Text;

namespace Inference.Bench.Tokenizers;

/// <summary>
/// Text with the statistics that matter to a tokenizer: a Zipf-like choice of words that are built from syllables, in several scripts, code
/// and numbers. The same for the same seed.
/// </summary>
internal static class SampleText
{
    private const int Words = 60_000;
    private static readonly string[] Syllables = ["the", "in", "er", "an", "re", "on", "at", "en", "es", "or", "te", "of", "ed", "is", "it", "al", "ar", "st", "to",
        "nt", "ng", "se", "ha", "as", "ou", "io", "le", "ve", "co", "me", "de", "hi", "ri", "ro", "ic", "ne", "ea", "ra", "ce", "li", "ch", "ll", "be", "ma", "si",
        "om", "ur", "tion", "ment", "ness", "able", "pre", "con", "un", "str", "ght", "qu", "ex", "ph", "ö", "é", "ñ"];
    private static readonly string[] Code = ["if (", ") {\n", "\n}\n", "return ", ";\n    ", " = ", "();\n", "for (int i = 0; i < ", "public static ", "// ", "->", "[i]",
        "\n\n", "    ", "\t", "self.", "def ", ":\n        ", "import ", "\"", "', '", " == ", " += 1", "0x", "<div class=\"", "\">\n", "</div>\n"];
    private static readonly (int First, int Last)[] Scripts = [(0x4E00, 0x5200), (0x3041, 0x3096), (0x0430, 0x044F), (0x0627, 0x064A), (0xAC00, 0xAE00), (0x0905, 0x0939), (0x1F600, 0x1F64F)];

    public static string Create(int characters, int seed)
    {
        Random random = new(seed);
        string[] words = [.. Enumerable.Range(0, Words).Select(_ => Word(random))];
        StringBuilder text = new(characters + 100);
        while (text.Length < characters)
        {
            double kind = random.NextDouble();
            int length = random.Next(20, 200);
            for (int i = 0; i < length; i++)
            {
                if (kind < 0.6)
                    AppendProse(text, words, random);
                else if (kind < 0.85)
                    text.Append(Code[random.Next(Code.Length)]).Append(Pick(words, random));
                else
                    AppendScript(text, random);
            }
            text.Append("\n\n");
        }
        return text.ToString(0, characters);
    }

    private static void AppendProse(StringBuilder text, string[] words, Random random)
    {
        string word = Pick(words, random);
        text.Append(random.Next(12) == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word);
        text.Append(random.Next(40) switch { 0 => ".\n", 1 or 2 => ", ", 3 => ". ", 4 => "'s ", 5 => $" {random.Next(100_000)} ", 6 => " (", 7 => ") ", _ => " " });
    }

    private static void AppendScript(StringBuilder text, Random random)
    {
        (int first, int last) = Scripts[random.Next(Scripts.Length)];
        for (int i = random.Next(1, 8); i > 0; i--)
            text.Append(char.ConvertFromUtf32(first + (int)((last - first) * Math.Pow(random.NextDouble(), 3))));
        text.Append(random.Next(3) == 0 ? "。" : " ");
    }

    /// <summary>Rank r with a probability of about 1/r.</summary>
    private static string Pick(string[] words, Random random) => words[(int)(Math.Pow(words.Length, random.NextDouble()) - 1)];

    private static string Word(Random random)
    {
        StringBuilder word = new();
        for (int i = random.Next(1, 5); i > 0; i--)
            word.Append(Syllables[random.Next(Syllables.Length)]);
        return word.ToString();
    }
}
