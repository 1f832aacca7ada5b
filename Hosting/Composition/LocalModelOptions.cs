using Inference.Engine.Execution;
using Inference.Engine.Hosting;

namespace Inference.Hosting.Composition;

/// <summary>Which model to run on this machine, and how.</summary>
public sealed record LocalModelOptions(string Path, CpuRunnerOptions Runner, EngineOptions Engine);
