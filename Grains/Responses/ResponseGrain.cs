using Inference.Abstractions.Responses;
using Inference.Cluster.Reattachment;
using Inference.Grains.Nodes;
using Microsoft.Extensions.Options;
using Orleans.GrainDirectory;
using Orleans.Placement;
using Orleans.Storage;

namespace Inference.Grains.Responses;

/// <summary>
/// Keeps a record as long as a client may come back for it. It is where it is called, on several silos perhaps, so that a front needs no other silo to write or find a record; what is
/// in the storage counts, and an activation that has not seen the last change reads it again.
/// </summary>
[PreferLocalPlacement]
[GrainDirectory(NoDirectory.Name)]
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
        return await TryWriteAsync(record);
    }

    public async Task<RequestRecord?> TakeOverAsync(string tenant)
    {
        while (state.State.Record is { } record && record.Tenant == tenant)
        {
            RequestRecord taken = record with { Takeovers = record.Takeovers + 1 };
            if (await TryWriteAsync(taken)) return taken;
        }

        return null;
    }

    /// <summary>False where another activation was here before: what it wrote has been read.</summary>
    private async Task<bool> TryWriteAsync(RequestRecord record)
    {
        state.State.Record = record;
        try
        {
            await state.WriteStateAsync();
            return true;
        }
        catch (InconsistentStateException)
        {
            await state.ReadStateAsync();
            return false;
        }
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        await state.ClearStateAsync(cancellation);
        DeactivateOnIdle();
    }
}
