using Inference.Client.Models;
using Inference.Gateway.Health;
using Inference.Gateway.Hosting;
using Inference.Gateway.Metrics;
using Inference.Gateway.Reattachment;
using Inference.Gateway.Security;
using Inference.Grains.Hosting;
using Inference.Grains.Nodes;
using Inference.Server.Serving;
using Inference.Silo.Engines;
using Inference.Silo.Fronts;
using Inference.Silo.Membership;
using Orleans.Dashboard;

namespace Inference.Silo.Hosting;

/// <summary>A silo put together: the grains and what they need, the front or the operators' endpoints, the dashboard.</summary>
internal static class SiloApplication
{
    private const string DashboardPath = "/dashboard";

    public static WebApplication Build(SiloSettings options, MetricsCollector metrics)
    {
        WebApplicationBuilder builder = GatewayHost.CreateBuilder(options.Serving.Endpoint, options.Serving.Certificate, Log);
        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System);

        // 1. The node: its devices and engines.
        builder.Services.AddSingleton<IReplicaLoader, EngineLoader>();
        builder.Services.AddSingleton<IHealthSource, NodeHealth>();
        builder.Services.Configure<NodeOptions>(node =>
        {
            node.Labels = options.Labels;
            if (options.HasWorker) node.Devices = NodeDevices.Find(options.Engine("").Runner.MemoryShare);
        });

        // 2. The silo.
        builder.UseOrleans(silo =>
        {
            OrleansSetup.Configure(silo, options);
            silo.AddInferenceGrains();
            if (options.HasFront) silo.AddDashboard();
        });
        builder.Services.AddHostedService<ModelDeclaration>();

        // 3. HTTP.
        if (options.HasFront)
        {
            builder.Services.AddSingleton<FrontCatalog>();
            builder.Services.AddSingleton<IResponseJournal>(services => new JournaledResponses(new ClusterJournal(services.GetRequiredService<IGrainFactory>())));
            builder.Services.AddGateway(services => services.GetRequiredService<FrontCatalog>().Catalog, options.Serving.Gateway, metrics);
        }
        else
        {
            builder.Services.AddOperatorEndpoints(metrics);
        }

        WebApplication application = builder.Build();
        if (!options.HasFront) return application.UseOperatorEndpoints();
        application.UseGateway();
        application.MapOrleansDashboard(DashboardPath).WithMetadata(BrowserMarker.Instance);
        return application;
    }

    private static void Log(ILoggingBuilder logging)
    {
        ServerLog.Configure(logging);
        ListenAddress.LeaveOutFailedStart(logging);
        logging.AddFilter("Orleans", LogLevel.Warning);

        // Of a start that fails they say, at length, what it throws as well.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Critical).AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Critical);

        // A filter is for all names that begin so, and these are others.
        logging.AddFilter("Orleans.Runtime.SiloControl", LogLevel.Warning).AddFilter("Orleans.Runtime.SiloStatus", LogLevel.Warning);

        // Calls to a silo that has just died fail, and are made elsewhere; and the watchdog takes the time since the machine began for a delay.
        logging.AddFilter("Orleans.Messaging", LogLevel.Critical).AddFilter("Orleans.Runtime.AsyncEnumerableRequest", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }
}
