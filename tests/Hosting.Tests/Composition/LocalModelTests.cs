using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Hosting.Composition;
using Inference.Support;

namespace Inference.Hosting.Tests.Composition;

public sealed class LocalModelTests
{
    [Fact]
    public void Load_Cancelled_StopsAmongTheWeights()
    {
        using TemporaryFolder folder = new();
        LocalModelOptions options = new(TinyChatModel.Write(folder), new CpuRunnerOptions(), new EngineOptions());

        Assert.Throws<OperationCanceledException>(() => LocalModel.Load(options, static _ => { }, new CancellationToken(canceled: true)));
    }
}
