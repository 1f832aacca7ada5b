using Inference.Server.Commands;

namespace Inference.Server.Tests.Commands;

public sealed class StandardInputTests
{
    [Fact]
    public async Task ReadAllAsync_CancelledBeforeInputEnds_DoesNotWaitForIt() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StandardInput.ReadAllAsync(new CancellationToken(canceled: true)));
}
