namespace Inference.LoadTests.Workloads;

/// <summary>What one visitor says. Later turns carry what was said and answered before.</summary>
/// <param name="Index">Of the visitor; the same index of the same workload is the same conversation.</param>
/// <param name="Kind">Which workload made it.</param>
/// <param name="System">What stands before the first turn.</param>
/// <param name="Turns">At least one.</param>
/// <param name="ResponseFormat">OpenAI's <c>response_format</c>, as JSON.</param>
internal sealed record Conversation(int Index, string Kind, string? System, IReadOnlyList<Turn> Turns, string? ResponseFormat = null);

/// <param name="Text">What the visitor says.</param>
/// <param name="MaxTokens">How long the answer may be.</param>
/// <param name="Think">How long the visitor reads the answer before, and writes.</param>
internal sealed record Turn(string Text, int MaxTokens, TimeSpan Think);
