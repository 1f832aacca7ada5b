using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tests.Tokenization;

public sealed class PatternTests
{
    [Theory]
    [InlineData(@"\p{L}+", "ab𝒜𐐀 1é", "ab𝒜𐐀|é")]
    [InlineData(@"\s+(?!\S)|\s+", "  a  ", " | |  ")]
    [InlineData(@"(?i:'s|'re)", "a'S b'rE c'ſ", "'S|'rE|'ſ")]
    [InlineData(@"[\p{L}&&[^\p{Han}]]+|\p{Han}+", "ab漢字c", "ab|漢字|c")]
    [InlineData(@"a++b|a+", "aab aa", "aab|aa")]
    [InlineData(@"a*+a|b", "aab", "b")]
    [InlineData(@"(?>a|ab)c|b", "abc", "b")]
    [InlineData(@"(?:ab|a)(?:c|bcd)", "abcd", "abc")]
    [InlineData(@"[^\s]+?(?=o)", "foo", "f|o")]
    [InlineData(@"(?<=\w)\s|\b\p{Lu}", "a  B", " |B")]
    [InlineData(@"\d{1,3}(?=(?:\d{3})*\b)", "1234567 89", "1|234|567|89")]
    [InlineData(@"\x{1F600}|[\u3042-\u3044]", "😀あ", "😀|あ")]
    [InlineData(@".{2}?", "a\nbc", "bc")]
    [InlineData(@"(?:a|b|)*c", "abac", "abac")]
    [InlineData(@"a{2,3}?", "aaaa", "aa|aa")]
    [InlineData(@"[[:alpha:]]+", "a1b", "a|b")]
    [InlineData(@"x{,2}y", "xxy", "xxy")]
    [InlineData(@"[]a]+", "]a", "]a")]
    public void FindAll_Pattern_FindsMatches(string pattern, string text, string expected)
    {
        List<PatternMatch> matches = [];
        new Pattern(pattern).FindAll(text, matches);

        Assert.Equal(expected, string.Join('|', matches.Where(match => match.End > match.Start).Select(match => text[match.Start..match.End])));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData(@"\p{Klingon}")]
    [InlineData(@"(a)\1")]
    [InlineData("(?<=a*)b")]
    [InlineData("a{3,2}")]
    [InlineData(@"\")]
    [InlineData("(?:(?:(?:a{1000}b){1000}){1000})")]
    [InlineData("(?:(?:){100000}){100000}")]
    public void Constructor_NotSupported_SaysSo(string pattern) => Assert.Throws<PatternException>(() => new Pattern(pattern));

    [Fact]
    public void Constructor_DeepNesting_IsRefused() =>
        Assert.Throws<PatternException>(() => new Pattern(new string('(', 100_000) + new string(')', 100_000)));

    [Fact]
    public void FindAll_ExponentialPattern_EndsInItsBudget()
    {
        Pattern pattern = new("(?:a|a)*b");

        Assert.Throws<PatternException>(() => pattern.FindAll(new string('a', 40), []));
    }

    [Fact]
    public void FindAll_LeadingRunThatFails_IsLinear()
    {
        List<PatternMatch> matches = [];
        new Pattern(@"\s+$").FindAll(new string(' ', 1_000_000) + "x", matches);

        Assert.Empty(matches);
    }
}
