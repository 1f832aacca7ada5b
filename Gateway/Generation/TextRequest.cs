using Inference.Contracts;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Text;

namespace Inference.Gateway.Generation;

/// <summary>One prompt for a model, and how the answer becomes text.</summary>
internal sealed record TextRequest(ServedModel Model, GenerateRequest Tokens, TextFields Text)
{
    /// <summary>Makes what tells a choice's reasoning from its answer; null where nothing does.</summary>
    public Func<IReasoningParser?>? NewReasoningParser { get; init; }

    /// <summary>Null where the model has no tokenizer.</summary>
    public ChoiceText? NewChoiceText() => Model.Tokenizer is { } tokenizer
        ? new ChoiceText(tokenizer.CreateDetokenizer(Text.SkipSpecialTokens), Text.Stop, Text.IncludeStop, Text.MinTokens)
        : null;
}
