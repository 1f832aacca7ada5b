using System.ClientModel;
using System.ClientModel.Primitives;
using Inference.Support;
using OpenAI;

namespace Inference.Server.Tests.Serving;

/// <summary>The OpenAI client as its users make it: only its address and its key are ours.</summary>
internal static class OpenAIClients
{
    public const string Key = "one";

    /// <summary>A server with the model of the repository, which asks for <see cref="Key"/>.</summary>
    public static Task<RunningServer> StartServerAsync() => RunningServer.StartAsync(options => options.ApiKeys = [Key], modelPath: Path.Combine(SharedData.RepositoryRoot, "models", "ember"));

    public static OpenAIClient Of(RunningServer server, string key = Key) => new(new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri(server.Client.BaseAddress!, "/v1"),
        // An error is the test's to see, at once.
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    });
}
