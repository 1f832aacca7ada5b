using Inference.Gateway.Reasoning;

namespace Inference.Gateway.Tests.Reasoning;

public sealed class ReasoningTallyTests
{
    [Theory]
    [InlineData("qwen3", "<think>|Hm|.|</think>|Yes|.", 4)]
    [InlineData("qwen3", " |<th|ink>|Hm|.|</|think>|Yes", 7)]
    [InlineData("qwen3", "<think>|Hm", 2)]
    [InlineData("qwen3", "<th|at", 0)]
    [InlineData("qwen3", "Yes|<think>|no|</think>", 0)]
    [InlineData("qwen3", "<think>||Hm|</think>Yes|.", 4)]
    [InlineData("deepseek_r1", "Hm|.|</think>|Yes", 3)]
    [InlineData("granite", "Here is| my thought process:|Hm|Here is my response:|Yes", 4)]
    public void Add_TokenByToken_CountsThoseOfTheReasoning(string parser, string tokens, int expected)
    {
        ReasoningTally tally = new(ReasoningParsers.Create(parser));
        foreach (string token in tokens.Split('|')) tally.Add(token);

        Assert.Equal(expected, tally.Count);
    }
}
