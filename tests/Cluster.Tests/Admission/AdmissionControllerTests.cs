using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Inference.Contracts;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Admission;

public sealed class AdmissionControllerTests
{
    private readonly VirtualTime _time = new();
    private readonly NodeClock _clock;
    private readonly AdmissionOptions _options = new() { MaxRequests = 2, MaxQueuedPerTenant = 4 };

    public AdmissionControllerTests() => _clock = new NodeClock(_time);

    [Fact]
    public void Admit_MoreThanFit_WaitUntilAPlaceIsFree() => _time.Run(async () =>
    {
        AdmissionController controller = Controller();
        AdmittedRequest first = await controller.AdmitAsync(new AdmissionRequest("a", 10)), second = await controller.AdmitAsync(new AdmissionRequest("a", 10));
        ValueTask<AdmittedRequest> third = controller.AdmitAsync(new AdmissionRequest("b", 10));
        Assert.False(third.IsCompleted);
        Assert.Equal((2, 10), (controller.Requests, controller.QueuedTokens));
        first.Dispose();
        first.Dispose();
        using AdmittedRequest let = await third;
        Assert.Equal(2, controller.Requests);
        second.Dispose();
    });

    [Fact]
    public void Admit_TokensInWork_AreBounded() => _time.Run(async () =>
    {
        _options.MaxRequests = 100;
        _options.MaxTokens = 100;
        AdmissionController controller = Controller();
        AdmittedRequest huge = await controller.AdmitAsync(new AdmissionRequest("a", 1000));
        ValueTask<AdmittedRequest> small = controller.AdmitAsync(new AdmissionRequest("b", 1));
        Assert.False(small.IsCompleted);
        huge.Dispose();
        (await small).Dispose();
    });

    [Fact]
    public void Admit_QueueOfTheTenantIsFull_IsRefusedWithRetryAfterAndOthersAreNot() => _time.Run(async () =>
    {
        AdmissionController controller = Controller();
        for (int i = 0; i < 6; i++) _ = controller.AdmitAsync(new AdmissionRequest("a", 10)).AsTask();
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(async () => await controller.AdmitAsync(new AdmissionRequest("a", 10)));
        Assert.Equal((InferenceError.Overloaded, true), (refusal.Error, refusal.RetryAfter >= TimeSpan.FromSeconds(1)));
        Assert.False(controller.AdmitAsync(new AdmissionRequest("b", 10)).AsTask().IsCompleted);
    });

    [Fact]
    public void Admit_WouldWaitTooLongOrPastItsDeadline_IsRefusedAtOnce() => _time.Run(async () =>
    {
        _options.MaxRequests = 1;
        _options.MaxQueuedPerTenant = 1000;
        _options.MaxWait = TimeSpan.FromSeconds(10);
        AdmissionController controller = Controller();
        List<Task<AdmittedRequest>> waiting = [.. Enumerable.Range(0, 13).Select(_ => controller.AdmitAsync(new AdmissionRequest("a", 10)).AsTask())];
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _clock);
            AdmittedRequest done = await waiting[i];
            done.Used(10);
            done.Dispose();
        }

        // Ten tokens a second are known now, and seventy wait.
        InferenceException late = await Assert.ThrowsAsync<InferenceException>(async () => await controller.AdmitAsync(new AdmissionRequest("a", 10, Deadline: _clock.GetUtcNow().AddSeconds(5))));
        Assert.Equal((InferenceError.Overloaded, 7), (late.Error, late.RetryAfter!.Value.TotalSeconds));
        Task<AdmittedRequest> last = controller.AdmitAsync(new AdmissionRequest("a", 50)).AsTask();
        Assert.Equal(InferenceError.Overloaded, (await Assert.ThrowsAsync<InferenceException>(async () => await controller.AdmitAsync(new AdmissionRequest("a", 10)))).Error);
        Assert.False(last.IsCompleted);

        // A tenant that has nothing waiting does not wait for all of that.
        Assert.False(controller.AdmitAsync(new AdmissionRequest("light", 10, Deadline: _clock.GetUtcNow().AddSeconds(5))).AsTask().IsCompleted);
    });

    [Fact]
    public void Admit_DeadlinePassesOrCallerLeaves_PlaceInTheQueueIsFree() => _time.Run(async () =>
    {
        _options.MaxRequests = 1;
        AdmissionController controller = Controller();
        AdmittedRequest first = await controller.AdmitAsync(new AdmissionRequest("a", 10));
        Task<AdmittedRequest> late = controller.AdmitAsync(new AdmissionRequest("a", 10, Deadline: _clock.GetUtcNow().AddSeconds(1))).AsTask();
        using CancellationTokenSource left = new();
        Task<AdmittedRequest> gone = controller.AdmitAsync(new AdmissionRequest("a", 10), left.Token).AsTask();
        left.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(InferenceError.DeadlineExceeded, (await Assert.ThrowsAsync<InferenceException>(() => late)).Error);
        Assert.Equal(0, controller.QueuedTokens);
        first.Dispose();
        (await controller.AdmitAsync(new AdmissionRequest("a", 10))).Dispose();
        Assert.Equal(0, controller.Requests);
    });

    [Fact]
    public void Admit_BudgetIsUsedUp_IsRefusedUntilItFillsAgain() => _time.Run(async () =>
    {
        _options.Tenants["a"] = new TenantPolicy { TokensPerMinute = 600 };
        LeasedBudgets budgets = new(new LocalTenantAuthority(TimeSpan.FromSeconds(10), _clock), new LeaseOptions(), "front", _clock);
        AdmissionController controller = new(_options, budgets, _clock);
        AdmittedRequest first = await controller.AdmitAsync(new AdmissionRequest("a", 500));
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(async () => await controller.AdmitAsync(new AdmissionRequest("a", 300)));
        Assert.Equal(InferenceError.RateLimited, refusal.Error);
        Assert.NotNull(refusal.RetryAfter);

        // What it did not use comes back at once, and the rest with time.
        first.Used(250);
        first.Dispose();
        (await controller.AdmitAsync(new AdmissionRequest("a", 300))).Used(300);
        await Task.Delay(TimeSpan.FromSeconds(60), _clock);
        using AdmittedRequest later = await controller.AdmitAsync(new AdmissionRequest("a", 600));
    });

    [Fact]
    public void Problems_EverythingWrong_NamesAll()
    {
        AdmissionOptions wrong = new() { MaxRequests = 0, MaxTokens = 0, MaxQueuedPerTenant = -1, MaxWait = TimeSpan.FromSeconds(-1), UnboundedOutput = 0 };
        wrong.Tenants["x"] = new TenantPolicy { Weight = 0, TokensPerMinute = 0, MaxConcurrent = 0 };
        Assert.Equal(8, wrong.Problems().Count);
        Assert.Empty(new AdmissionOptions().Problems());
    }

    private AdmissionController Controller() => new(_options, new UnlimitedBudgets(), _clock);
}
