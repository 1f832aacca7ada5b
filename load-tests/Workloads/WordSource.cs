using System.Text;

namespace Inference.LoadTests.Workloads;

/// <summary>Sentences without meaning, of words that vocabularies know.</summary>
internal static class WordSource
{
    private static readonly string[] Words = """
        time year people way day man thing woman life child world school state family student group country problem hand part place case week company system
        program question work government number night point home water room mother area money story fact month lot right study book eye job word business issue
        side kind head house service friend father power hour game line end member law car city community name president team minute idea body information back
        parent face others level office door health person art war history party result change morning reason research girl guy moment air teacher force education
        be have do say get make go know take see come think look want give use find tell ask seem feel try leave call good new first last long great little own other
        old big high different small large next early young important few public bad same able the of and to in a is that for it as was with on by at from this but
        """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static string Text(Random random, int words)
    {
        StringBuilder text = new(words * 6);
        int left = 0;
        for (int i = 0; i < words; i++)
        {
            string word = Words[random.Next(Words.Length)];
            if (left == 0)
            {
                left = random.Next(6, 16);
                if (i > 0) text.Append(". ");
                text.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
            }
            else
            {
                text.Append(' ').Append(word);
            }

            left--;
        }

        return text.Append('.').ToString();
    }
}
