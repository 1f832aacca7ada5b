using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Tests.Sampling;

public sealed class SamplingValidationTests
{
    private const int Vocabulary = 100;

    public static TheoryData<SamplingParams, string> Wrong => new()
    {
        { new() { N = 0 }, "N" },
        { new() { Temperature = -0.1f }, "Temperature" },
        { new() { Temperature = float.NaN }, "Temperature" },
        { new() { Temperature = float.PositiveInfinity }, "Temperature" },
        { new() { TopP = 0 }, "TopP" },
        { new() { TopP = 1.01f }, "TopP" },
        { new() { TopP = float.NaN }, "TopP" },
        { new() { TopK = -2 }, "TopK" },
        { new() { MinP = -0.1f }, "MinP" },
        { new() { MinP = 1.1f }, "MinP" },
        { new() { PresencePenalty = 2.1f }, "PresencePenalty" },
        { new() { FrequencyPenalty = -2.1f }, "FrequencyPenalty" },
        { new() { FrequencyPenalty = float.NaN }, "FrequencyPenalty" },
        { new() { RepetitionPenalty = 0 }, "RepetitionPenalty" },
        { new() { RepetitionPenalty = float.PositiveInfinity }, "RepetitionPenalty" },
        { new() { MaxTokens = 0 }, "MaxTokens" },
        { new() { MinTokens = -1 }, "MinTokens" },
        { new() { MinTokens = 17 }, "MinTokens" },
        { new() { Logprobs = -1 }, "Logprobs" },
        { new() { PromptLogprobs = -1 }, "PromptLogprobs" },
        { new() { LogitBias = new Dictionary<int, float> { [100] = 1 } }, "LogitBias" },
        { new() { LogitBias = new Dictionary<int, float> { [1] = float.NaN } }, "LogitBias" },
        { new() { AllowedTokenIds = [-1] }, "AllowedTokenIds" },
        { new() { StopTokenIds = [100] }, "StopTokenIds" },
        { new() { BadWords = [[]] }, "BadWords" },
        { new() { BadWords = [[1, 100]] }, "BadWords" },
        { new() { BeamWidth = -1 }, "BeamWidth" },
        { new() { BeamWidth = 2, N = 3 }, "N" },
        { new() { LengthPenalty = float.NaN }, "LengthPenalty" },
        { new() { BeamWidth = 2, BadWords = [[1]] }, "BadWords" },
        { new() { BeamWidth = 2, LogitBias = new Dictionary<int, float> { [1] = 1 } }, "LogitBias" },
        { new() { BeamWidth = 2, AllowedTokenIds = [1] }, "AllowedTokenIds" },
        { new() { BeamWidth = 2, RepetitionPenalty = 1.1f }, "RepetitionPenalty" },
        { new() { BeamWidth = 2, FrequencyPenalty = 1 }, "FrequencyPenalty" },
        { new() { BeamWidth = 2, PresencePenalty = 1 }, "PresencePenalty" },
        { new() { BeamWidth = 2, TopP = 0.9f }, "TopP" },
        { new() { BeamWidth = 2, TopK = 20 }, "TopK" },
        { new() { BeamWidth = 2, MinP = 0.1f }, "MinP" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_OutOfRange_NamesTheParameter(SamplingParams parameters, string parameter)
    {
        InferenceException? error = SamplingValidation.Check(parameters, Vocabulary);
        Assert.NotNull(error);
        Assert.Equal((InferenceError.InvalidRequest, parameter), (error.Error, error.Parameter));
    }

    [Fact]
    public void Check_LimitsThemselves_AreFine()
    {
        var low = new SamplingParams { Temperature = 0, TopK = -1, TopP = 0.0001f, PresencePenalty = -2, FrequencyPenalty = -2, MaxTokens = null, MinTokens = 5, Logprobs = 0 };
        var high = new SamplingParams { N = 4, TopK = 1000, MinP = 1, MinTokens = 16 };
        var beams = new SamplingParams { N = 4, BeamWidth = 4, TopK = -1, Temperature = 0, MinTokens = 16 };
        var masked = new SamplingParams { PresencePenalty = 2, FrequencyPenalty = 2, AllowedTokenIds = [0, 99], BadWords = [[99]] };
        Assert.Null(SamplingValidation.Check(new SamplingParams(), Vocabulary));
        Assert.Null(SamplingValidation.Check(low, Vocabulary));
        Assert.Null(SamplingValidation.Check(high, Vocabulary));
        Assert.Null(SamplingValidation.Check(beams, Vocabulary));
        Assert.Null(SamplingValidation.Check(masked, Vocabulary));
    }

    [Theory]
    [InlineData(new int[0], new[] { 1 }, "Prompt")]
    [InlineData(new[] { 100 }, new[] { 1 }, "Prompt")]
    [InlineData(new[] { 1 }, new[] { -1 }, "Emitted")]
    public void CheckTokens_OutsideVocabulary_NamesTheParameter(int[] prompt, int[] emitted, string parameter)
    {
        var request = new GenerateRequest { Id = "r", Prompt = prompt, Emitted = [emitted] };
        Assert.Equal(parameter, SamplingValidation.CheckTokens(request, Vocabulary)?.Parameter);
    }
}
