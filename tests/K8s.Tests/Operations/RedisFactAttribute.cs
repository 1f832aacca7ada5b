using Inference.K8s.Tests.Kustomize;

namespace Inference.K8s.Tests.Operations;

/// <summary>A test with a Redis of its own; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    private static readonly string? WhyNot = ToolProcess.Run("redis-server", ["--version"]) is { Code: 0 } && ToolProcess.Run("redis-cli", ["--version"]) is { Code: 0 }
        ? null
        : "redis-server is not on PATH (Debian's package 'redis-server'), so that k8s/backup and k8s/restore are not tried out.";

    public RedisFactAttribute() => Skip = WhyNot;
}
