using Inference.Contracts;
using Inference.Gateway.Models;
using Inference.Gateway.Parameters;
using Inference.Gateway.Text;

namespace Inference.Gateway.Generation;

/// <summary>One prompt for a model, and how the answer becomes text.</summary>
internal sealed record TextRequest(ServedModel Model, GenerateRequest Tokens, TextFields Text)
{
    /// <summary>Null where the model has no tokenizer.</summary>
    public ChoiceText? NewChoiceText() => Model.Tokenizer is { } tokenizer
        ? new ChoiceText(tokenizer.CreateDetokenizer(Text.SkipSpecialTokens), Text.Stop, Text.IncludeStop, Text.MinTokens)
        : null;
}
