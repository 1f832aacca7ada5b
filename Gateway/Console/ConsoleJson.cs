using System.Text.Json.Serialization;

namespace Inference.Gateway.Console;

/// <summary>What the console's page reads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConsoleReport))]
[JsonSerializable(typeof(CancelReport))]
internal sealed partial class ConsoleJson : JsonSerializerContext;

/// <param name="Now">Seconds since 1970, as are all times.</param>
/// <param name="Window">Seconds that the history goes back.</param>
/// <param name="Engines">One for each model.</param>
internal sealed record ConsoleReport(double Now, double Window, IReadOnlyList<EngineReport> Engines);

/// <param name="Models">The names of its model.</param>
/// <param name="Points">What is new in the history since the event before.</param>
/// <param name="State">Null where it cannot be seen.</param>
/// <param name="Late">Whether it did not answer in time, and the state is one from before.</param>
internal sealed record EngineReport(IReadOnlyList<string> Models, IReadOnlyList<HistoryPoint> Points, StateReport? State, bool Late);

/// <param name="At">The end of the span.</param>
/// <param name="Prompt">Prompt tokens a second.</param>
/// <param name="Generated">Generated tokens a second.</param>
/// <param name="FirstP50">Seconds to the first token, median; null where there was none.</param>
/// <param name="FirstP95">95th percentile.</param>
/// <param name="BetweenP50">Seconds between tokens, likewise.</param>
/// <param name="BetweenP95">95th percentile.</param>
internal sealed record HistoryPoint(double At, double Prompt, double Generated, double? FirstP50, double? FirstP95, double? BetweenP50, double? BetweenP95);

internal sealed record StateReport(
    int Running,
    int Waiting,
    BlockReport Blocks,
    long PrefixQueries,
    long PrefixHits,
    long Preemptions,
    int RequestCount,
    IReadOnlyList<RequestReport> Requests);

/// <param name="Cells">The cache from end to end, a digit for each cell: 0 free, 1 cached, 2 held, 3 shared.</param>
/// <param name="PerCell">Blocks that a cell stands for; it shows what most of them are.</param>
internal sealed record BlockReport(int Total, int Free, int Cached, int Held, int Shared, int PerCell, string Cells);

/// <param name="Age">In seconds.</param>
internal sealed record RequestReport(string Id, string Phase, int PromptTokens, int CachedTokens, int GeneratedTokens, int Choices, double Age, int Priority);

internal sealed record CancelReport(string Id, bool Cancelled);
