using Inference.Client.Models;
using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Inference.Cluster.Fronts;
using Inference.Contracts;

namespace Inference.Silo.Fronts;

/// <summary>The door of this front: fair turns for its tenants, whose budgets all fronts share.</summary>
internal sealed class FrontAdmission : IAsyncDisposable
{
    private static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(3);
    private readonly AdmissionOptions _options;
    private readonly AdmissionController _controller;
    private readonly ITimer _renewals;

    public FrontAdmission(AdmissionOptions options, IGrainFactory grains, string front, TimeProvider time)
    {
        LeasedBudgets budgets = new(new ClusterTenants(grains), new LeaseOptions(), front, time);
        (_options, _controller) = (options, new AdmissionController(options, budgets, time));
        _renewals = time.CreateTimer(_ => _ = budgets.RenewAllAsync(), null, RenewalPeriod, RenewalPeriod);
    }

    /// <summary>Tokens of requests that wait here.</summary>
    public long QueuedTokens => _controller.QueuedTokens;

    public ITokenService Around(ITokenService model, OnDemandGate? gate) => new FrontTokenService(model, _controller, _options, gate);

    public ValueTask DisposeAsync() => _renewals.DisposeAsync();
}
