using System.Diagnostics.Metrics;

namespace Inference.Gateway.Console;

/// <summary>Listens to the engines' meters, and keeps a history for each model by its name there.</summary>
internal sealed class EngineMeasurements : IDisposable
{
    private const string EngineMeter = "Inference.Engine", ModelTag = "model_name";

    private readonly MeterListener _listener = new();

    public EngineMeasurements(IReadOnlyDictionary<string, EngineHistory> histories)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != EngineMeter || ActionOf(instrument.Name) is not { } action) return;
            if (instrument.Meter.Tags?.FirstOrDefault(tag => tag.Key == ModelTag).Value is not string model) return;
            if (histories.TryGetValue(model, out EngineHistory? history)) listener.EnableMeasurementEvents(instrument, new Target(history, action));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, state) => ((Target)state!).Record(value));
        _listener.SetMeasurementEventCallback<double>((_, value, _, state) => ((Target)state!).Record(value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private static Action<EngineHistory, double>? ActionOf(string instrument) => instrument switch
    {
        "vllm:prompt_tokens" => static (history, value) => history.AddPromptTokens((long)value),
        "vllm:generation_tokens" => static (history, value) => history.AddGeneratedTokens((long)value),
        "vllm:time_to_first_token_seconds" => static (history, value) => history.AddFirstToken(value),
        "vllm:inter_token_latency_seconds" => static (history, value) => history.AddBetweenTokens(value),
        _ => null,
    };

    private sealed class Target(EngineHistory history, Action<EngineHistory, double> action)
    {
        public void Record(double value) => action(history, value);
    }
}
