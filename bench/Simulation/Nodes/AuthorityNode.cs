using Inference.Cluster.Admission.Budgets;
using Inference.Simulation.Network;
using Inference.Simulation.Time;

namespace Inference.Simulation.Nodes;

/// <summary>The process that shares out tenants' budgets.</summary>
internal sealed class AuthorityNode(NodeClock clock) : Node("authority", 1, clock)
{
    public LocalTenantAuthority Authority { get; } = new(TimeSpan.FromSeconds(5), clock);
}

/// <summary>A front's way to it: asks until it is answered or nobody waits any more.</summary>
internal sealed class RemoteAuthority(FrontNode front, AuthorityNode authority) : ITenantAuthority
{
    private const int Tries = 4;

    public async ValueTask<LeaseGrant> RenewAsync(LeaseRequest request, CancellationToken cancellation = default)
    {
        TaskCompletionSource<LeaseGrant> answer = new();
        for (int i = 0; i < Tries && !answer.Task.IsCompleted; i++)
        {
            front.Network.Send(front, authority, () =>
            {
                LeaseGrant grant = authority.Authority.Of(request.Tenant, request.Policy).Renew(request);
                front.Network.Send(authority, front, () => answer.TrySetResult(grant));
            });
            await Task.WhenAny(answer.Task, Task.Delay(TimeSpan.FromMilliseconds(400), front.Clock, cancellation));
        }

        return answer.Task.IsCompleted ? await answer.Task : throw new TimeoutException();
    }
}
