using Inference.Engine.Execution;
using Inference.Engine.Hosting;

namespace Inference.Server.Composition;

/// <summary>Which model to run on this machine, and how.</summary>
internal sealed record LocalModelOptions(string Path, CpuRunnerOptions Runner, EngineOptions Engine);
