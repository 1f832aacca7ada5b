using Inference.Contracts;
using Inference.Engine.Sampling;
using Inference.Engine.Speculation;

namespace Inference.Engine.Tests.Speculation;

public sealed class SpeculationTests
{
    private const int Vocabulary = 12, OutputLength = 80;

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0, 3)]
    [InlineData(0.3f, 2)]
    [InlineData(1, 2)]
    public void Verify_GuessesOfEveryKind_OutputIsThatOfPlainSampling(float temperature, int memory)
    {
        using var draftModel = new DraftModelProposerFactory(new SpeculationOptions { DraftTokens = 4 }, new ModelOfTokens(Vocabulary, 32, 512, memory), Vocabulary);
        using var lookup = new PromptLookupProposerFactory(new SpeculationOptions { DraftTokens = 4, PromptLookupMin = 1 });
        var parameters = new SamplingParams { Temperature = temperature, TopP = 0.95f, FrequencyPenalty = 0.1f };
        int[] plain = Generate(parameters, null, memory, out int plainSteps);
        Assert.Equal(OutputLength, plainSteps);
        foreach (ITokenProposerFactory factory in (ITokenProposerFactory[])[draftModel, lookup])
        {
            int[] speculative = Generate(parameters, factory, memory, out int steps);
            Assert.Equal(plain, speculative);
            Assert.True(steps < OutputLength, $"{factory.GetType().Name} never guessed right");
        }

        Assert.Equal(32, draftModel.FreeBlocks);
    }

    [Fact]
    public void Problems_EveryOptionWrong_AllAreTold()
    {
        var options = new SpeculationOptions { Method = SpeculationMethod.DraftModel, DraftTokens = 0, PromptLookupMin = 0, PromptLookupMax = -1 };
        Assert.Equal(4, options.Problems().Count());
        Assert.Empty(new SpeculationOptions().Problems());
        Assert.Empty(new SpeculationOptions { Method = SpeculationMethod.PromptLookup }.Problems());
    }

    private static int[] Generate(SamplingParams parameters, ITokenProposerFactory? factory, int memory, out int steps)
    {
        List<int> tokens = [1, 2, 3];
        int start = tokens.Count;
        var sampler = new TokenSampler(parameters, 77, 0, Vocabulary, tokens, []);
        using ITokenProposer? proposer = factory?.Create();
        for (steps = 0; tokens.Count - start < OutputLength; steps++)
        {
            int[] draft = new int[factory?.DraftTokens ?? 0];
            int count = proposer?.Propose([.. tokens], draft) ?? 0;
            for (int i = 0; tokens.Count - start < OutputLength; i++)
            {
                int token = sampler.Sample(ModelOfTokens.LogitsAfter([.. tokens], Vocabulary, memory)).Token;
                sampler.Accept(token);
                tokens.Add(token);
                if (i >= count || token != draft[i]) break;
            }
        }

        return [.. tokens.Skip(start)];
    }
}
