using System.Text.Json;
using System.Text.RegularExpressions;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Speculation;
using Inference.Gateway.Hosting;

namespace Inference.Server.Terminal;

/// <summary>What the command line calls the options of engine and gateway, so that what they say of themselves can be told to users.</summary>
internal static partial class OptionNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [nameof(CpuRunnerOptions.MaxPositions)] = "--max-model-len",
        [nameof(CpuRunnerOptions.CacheBytes)] = "--kv-cache-memory-bytes",
        [nameof(EngineOptions.MaxSequences)] = "--max-num-seqs",
        [nameof(EngineOptions.MaxBatchedTokens)] = "--max-num-batched-tokens",
        [nameof(EngineOptions.MaxQueuedRequests)] = "--max-queued-requests",
        [nameof(EngineOptions.MaxQueuedTokens)] = "--max-queued-tokens",
        [nameof(EngineOptions.MaxQueueWait)] = "--max-queue-wait",
        [nameof(EngineOptions.MaxLogprobs)] = "--max-logprobs",
        [nameof(SpeculationOptions.DraftTokens)] = "--num-speculative-tokens",
        [nameof(SpeculationOptions.DraftModel)] = "--speculative-model",
        [nameof(GatewayOptions.AllowedOrigins)] = "--allowed-origins",
        [nameof(GatewayOptions.MaxRequestBodyBytes)] = "--max-request-bytes",
        [nameof(GatewayOptions.RequestTimeout)] = "--request-timeout",
        [nameof(GatewayOptions.RequestsPerMinute)] = "--max-requests-per-minute",
        [nameof(GatewayOptions.ConcurrentRequests)] = "--max-concurrent-requests",
        [nameof(GatewayOptions.StreamInterval)] = "--stream-interval",
        [nameof(GatewayOptions.StreamPacing)] = "--stream-pacing-ms",
    };

    /// <summary>The same, with options called by their names on the command line.</summary>
    public static string In(string problem) => Word().Replace(problem, word => Names.GetValueOrDefault(word.Value, word.Value));

    /// <summary>The option for a property of a contract: <c>--top-p</c> for <c>TopP</c>.</summary>
    public static string Of(string property) => "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(property);

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();
}
