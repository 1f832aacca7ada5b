using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Commands;

/// <summary>A target, with the process behind it where this program has started it.</summary>
internal sealed record OpenTarget(StartedTarget? Started, Target Target) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Started?.DisposeAsync() ?? ValueTask.CompletedTask;
}
