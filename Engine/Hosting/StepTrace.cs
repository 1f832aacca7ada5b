using System.Diagnostics;

namespace Inference.Engine.Hosting;

/// <summary>A step and its phases as activities; nothing is made where nobody listens.</summary>
internal ref struct StepTrace
{
    private static readonly ActivitySource Source = new(EngineInstruments.Name);

    private readonly Activity? _step;
    private Activity? _phase;

    private StepTrace(Activity? step) => _step = step;

    public static StepTrace Start() => new(Source.StartActivity("step"));

    /// <summary>Ends the phase before, and begins another.</summary>
    public void Enter(string phase)
    {
        _phase?.Dispose();
        _phase = _step is null ? null : Source.StartActivity(phase);
    }

    public readonly void Fail(Exception exception)
    {
        _phase?.SetStatus(ActivityStatusCode.Error, exception.Message);
        _step?.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    public readonly void Dispose()
    {
        _phase?.Dispose();
        _step?.Dispose();
    }
}
