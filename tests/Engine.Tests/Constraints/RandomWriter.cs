using System.Text;
using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Tests.Constraints;

/// <summary>A model that knows nothing: it writes any token that is allowed, with some liking for coming to an end.</summary>
internal static class RandomWriter
{
    private static readonly FakeVocabulary Vocabulary = new();

    public static CompiledConstraint Compile(ConstraintKind kind, string text) => new(ConstraintCompiler.Read(new ConstraintSpec(kind, text)), Vocabulary, Vocabulary.Trie);

    /// <summary>A text that follows the constraint, or as much of one as so many tokens hold.</summary>
    public static (byte[] Text, bool Ended) Write(CompiledConstraint constraint, Random random, int most = 600)
    {
        ConstrainedText text = new(constraint, [Vocabulary.End]);
        List<byte> bytes = [];
        for (int i = 0; i < most; i++)
        {
            int[] allowed = Allowed(text);
            Assert.NotEmpty(allowed);
            int token = Pick(allowed, random, i);
            text.Accept(token);
            Assert.False(text.IsBroken);
            if (token == Vocabulary.End) return ([.. bytes], true);
            bytes.AddRange(Vocabulary.Bytes(token));
        }

        return ([.. bytes], false);
    }

    public static bool Accepts(CompiledConstraint constraint, string text)
    {
        ConstrainedText progress = new(constraint, [Vocabulary.End]);
        foreach (byte value in Encoding.UTF8.GetBytes(text)) progress.Accept(value);
        return progress.IsComplete;
    }

    public static int[] Allowed(ConstrainedText text)
    {
        var logits = new float[Vocabulary.Size];
        text.Restrict(logits);
        return [.. Enumerable.Range(0, logits.Length).Where(token => logits[token] == 0)];
    }

    private static int Pick(int[] allowed, Random random, int written)
    {
        if (allowed.Contains(Vocabulary.End) && random.Next(3) == 0) return Vocabulary.End;
        if (random.Next(2) == 0 || written > 100)
        {
            int[] closing = [.. allowed.Where(token => token is '"' or '}' or ']' || token == Vocabulary.End)];
            if (closing.Length > 0) return closing[random.Next(closing.Length)];
        }

        return allowed[random.Next(allowed.Length)];
    }
}
