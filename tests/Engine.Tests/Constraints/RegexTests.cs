using System.Text;
using System.Text.RegularExpressions;
using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Tests.Constraints;

public sealed class RegexTests
{
    [Fact]
    public void Accepts_RandomPatterns_AgreesWithDotNet()
    {
        Random random = new(11);
        int matches = 0;
        for (int i = 0; i < 300; i++)
        {
            string pattern = RandomPattern(random, 0);
            Regex reference = new($"^(?:{pattern})\\z");
            CompiledConstraint constraint = RandomWriter.Compile(ConstraintKind.Regex, pattern);
            for (int text = 0; text < 20; text++)
            {
                string candidate = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "abc1é"[random.Next(5)]));
                bool expected = reference.IsMatch(candidate);
                matches += expected ? 1 : 0;
                Assert.True(expected == RandomWriter.Accepts(constraint, candidate), $"{pattern} and '{candidate}'");
            }

            (byte[] bytes, bool whole) = RandomWriter.Write(constraint, random);
            if (whole) Assert.Matches(reference, new UTF8Encoding(false, true).GetString(bytes));
        }

        Assert.True(matches > 500, $"Only {matches} texts matched.");
    }

    [Theory]
    [InlineData(@"^\d{3}-\w+$", "123-a_Z", true)]
    [InlineData(@"\p{Lu}\p{L}*", "Éclair", true)]
    [InlineData(@"\P{L}", "x", false)]
    [InlineData(@"[^\x00-\x7F]{2}", "日😀", true)]
    [InlineData(@"😀+", "😀😀", true)]
    [InlineData(@"[\]a-]+", "]-a", true)]
    [InlineData(@"(?<year>\d+)|(?:x)", "x", true)]
    [InlineData(@"a{2,}", "a", false)]
    [InlineData(@"a{,2}", "a{,2}", true)]
    [InlineData(@"\u0041\x42", "AB", true)]
    public void Accepts_Text_AsThePatternSays(string pattern, string text, bool expected) =>
        Assert.Equal(expected, RandomWriter.Accepts(RandomWriter.Compile(ConstraintKind.Regex, pattern), text));

    [Theory]
    [InlineData(@"(a)\1", "reference back")]
    [InlineData(@"(?!a)b", "looking")]
    [InlineData(@"(?<=a)b", "looking")]
    [InlineData(@"a\bb", "\\b")]
    [InlineData(@"a++", "possessive")]
    [InlineData(@"a^b", "'^'")]
    [InlineData(@"(a", "not closed")]
    [InlineData(@"a)", "closes nothing")]
    [InlineData(@"[a", "not closed")]
    [InlineData(@"[b-a]", "wrong way round")]
    [InlineData(@"*a", "follows nothing")]
    [InlineData(@"a{3,2}", "wrong way round")]
    [InlineData(@"\", "at the end")]
    [InlineData(@"\p{Klingon}", "Klingon")]
    [InlineData(@"[^\s\S]", "No text")]
    [InlineData(@"((a{1000}){1000}){1000}", "too large")]
    [InlineData(@"(a|b)*a(a|b){40}", "too large")]
    [InlineData(@"a{999999999}", "too large")]
    public void Compile_UnusablePattern_IsRefusedAndSaysWhy(string pattern, string why)
    {
        var refusal = Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.Regex, pattern));
        Assert.Equal(InferenceError.InvalidRequest, refusal.Error);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_DeepPattern_IsRefused() =>
        Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.Regex, new string('(', 100_000) + new string(')', 100_000)));

    private static string RandomPattern(Random random, int depth) => random.Next(depth > 3 ? 4 : 9) switch
    {
        0 or 1 => "abc1é"[random.Next(5)].ToString(),
        2 => new[] { ".", "[a-c]", "[^a]", "[b1é]", "\\d", "[^\\d]" }[random.Next(6)],
        3 => "ab",
        4 => $"(?:{RandomPattern(random, depth + 1)}|{RandomPattern(random, depth + 1)})",
        5 or 6 => RandomPattern(random, depth + 1) + RandomPattern(random, depth + 1),
        _ => $"(?:{RandomPattern(random, depth + 1)}){new[] { "*", "+", "?", "{2}", "{1,3}", "{0,2}?", "{2,}" }[random.Next(7)]}",
    };
}
