using System.CommandLine;
using System.Net;
using Inference.Cluster.Reattachment;
using Inference.Cluster.Replicas;
using Inference.Contracts;
using Inference.Gateway.Health;
using Inference.Gateway.Hosting;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Inference.Hosting.Composition;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inference.Bench.Service;

/// <summary><c>script</c>: the HTTP service over a script in place of an engine, as a process for the other commands to measure.</summary>
internal static class ScriptServer
{
    public static Command Create()
    {
        Option<double> step = new("--step") { DefaultValueFactory = _ => 5, Description = "Milliseconds between the tokens of each stream; 0: a stream says one token and then waits." };
        Option<bool> bare = new("--without-journal") { Description = "Clients cannot come back to streams." };
        Command command = new("script", "Serve a script in place of a model: every stream gets a token at each step.") { step, bare };
        command.SetAction((parsed, cancellation) => RunAsync(TimeSpan.FromMilliseconds(parsed.GetValue(step)), parsed.GetValue(bare), cancellation));
        return command;
    }

    private static async Task RunAsync(TimeSpan step, bool bare, CancellationToken cancellation)
    {
        using ModelPackage package = ModelPackage.Open(EmbeddedModel.Find(AppContext.BaseDirectory) ?? throw new InvalidOperationException("There is no model beside this program."));
        using MetricsCollector metrics = new(_ => false);
        await using StepScript script = new(step);
        ServedModel model = new()
        {
            Names = ["ember"],
            Root = "a script",
            Service = bare ? script : new ReplicaGate(script, new ReplicaGateOptions(), TimeProvider.System),
            MaxLength = 1 << 16,
            Tokenizer = package.ReadTokenizer(),
            Templates = new ChatTemplateSet(package.ReadChatTemplates()),
            Status = () => new EngineStatus(0, 0, 0),
        };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        if (!bare) builder.Services.AddSingleton<IResponseJournal>(new JournaledResponses(new InMemoryJournal(TimeSpan.FromMinutes(10), 10_000, TimeProvider.System)));
        builder.Services.AddGateway(new ModelCatalog([model]), new GatewayOptions(), metrics);
        await using WebApplication application = builder.Build().UseGateway();
        await application.StartAsync(cancellation);
        Console.WriteLine(application.Urls.First());
        await application.WaitForShutdownAsync(cancellation);
    }
}
