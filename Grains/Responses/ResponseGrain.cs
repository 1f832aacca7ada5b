using Inference.Abstractions.Responses;
using Inference.Cluster.Reattachment;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace Inference.Grains.Responses;

/// <summary>Keeps a record as long as a client may come back for it.</summary>
[PreferLocalPlacement]
internal sealed class ResponseGrain([PersistentState("response", InferenceStorage.Name)] IPersistentState<ResponseState> state, IOptions<ResponseOptions> options) : Grain, IResponseGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ForgetAsync, new GrainTimerCreationOptions(options.Value.Retention, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public async Task<bool> WriteAsync(RequestRecord record)
    {
        if (state.State.Record is not null) return false;
        state.State.Record = record;
        await state.WriteStateAsync();
        return true;
    }

    public async Task<RequestRecord?> TakeOverAsync(string tenant)
    {
        if (state.State.Record is not { } record || record.Tenant != tenant) return null;
        state.State.Record = record = record with { Takeovers = record.Takeovers + 1 };
        await state.WriteStateAsync();
        return record;
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        await state.ClearStateAsync(cancellation);
        DeactivateOnIdle();
    }
}
