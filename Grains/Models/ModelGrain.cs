using Inference.Abstractions.Models;
using Inference.Abstractions.Nodes;
using Inference.Cluster.Rollout;
using Inference.Grains.Nodes;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Inference.Grains.Models;

/// <summary>Brings a model's replicas to what is wanted, a step at a time: asks the nodes, asks the planners, and has the replicas do it.</summary>
internal sealed class ModelGrain(
    [PersistentState("model", InferenceStorage.Name)] IPersistentState<ModelState> state,
    NodeDirectory nodes,
    IOptions<ModelGrainOptions> options,
    TimeProvider time) : Grain, IModelGrain, IDisposable
{
    private readonly FrontDemands _demands = new(time);
    private ReplicaFleet _fleet = null!;
    private ModelScale _scale = null!;
    private ModelView? _view;
    private TaskCompletionSource _changed = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string model = this.GetPrimaryKeyString();
        _fleet = new ReplicaFleet(model, GrainFactory, time);
        _scale = new ModelScale(model, options.Value.Autoscale, time);
        this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.Period) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public async Task DeclareAsync(ModelSpec spec)
    {
        ModelSpecValidation.ThrowIfInvalid(spec);
        if (state.State.Spec is { } known && ModelSpecValidation.AreSame(known, spec)) return;
        state.State.Spec = spec;
        await state.WriteStateAsync();
        await StepAsync(CancellationToken.None);
    }

    public Task<ModelSpec?> GetSpecAsync() => Task.FromResult(state.State.Spec);

    public async Task<ModelView?> ViewAsync(long known, FrontDemand demand, CancellationToken cancellation = default)
    {
        _demands.Report(demand);
        if (_view is { } view && known != view.Change) return view;
        await _changed.Task.WaitAsync(options.Value.ViewPatience, time, cancellation).ContinueWith(_ => { }, TaskScheduler.Current);
        return _view;
    }

    public void Dispose() => _scale?.Dispose();

    private async Task StepAsync(CancellationToken cancellation)
    {
        if (state.State.Spec is not { } spec) return;
        IReadOnlyList<NodeReport> reports = await nodes.ReportsAsync();
        await _fleet.ObserveAsync(reports);
        _scale.Observe(_fleet, _demands);
        Dictionary<string, int> wanted = ReplicaCounts.Of(spec, reports, isAsleep: spec.IdleTimeout is { } timeout && _demands.IdleTime > timeout);
        await _fleet.ActAsync(spec, wanted, reports, NextNumberAsync);
        Show(_fleet.View());
    }

    private async Task<int> NextNumberAsync()
    {
        // Numbers of replicas that go on from an earlier life, whose state was lost, are not used again.
        int number = Math.Max(state.State.NextNumber, _fleet.HighestNumber + 1);
        state.State.NextNumber = number + 1;
        await state.WriteStateAsync();
        return number;
    }

    private void Show(ModelView now)
    {
        if (_view is { } last && now.Replicas.SequenceEqual(last.Replicas) && now.Problems.SequenceEqual(last.Problems)) return;

        // A view of this life is newer than one of an earlier life elsewhere.
        _view = now with { Change = (_view?.Change ?? time.GetUtcNow().UtcTicks) + 1 };
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource();
        changed.TrySetResult();
    }
}
