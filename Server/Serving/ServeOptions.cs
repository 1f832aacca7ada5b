using System.Net;
using System.Security.Cryptography.X509Certificates;
using Inference.Gateway.Hosting;
using Inference.ModelFiles.Templates;

namespace Inference.Server.Serving;

/// <summary>How a model on this machine is served.</summary>
internal sealed record ServeOptions(GatewayOptions Gateway, IPEndPoint Endpoint, X509Certificate2? Certificate)
{
    public required IReadOnlyList<string> Names { get; init; }

    public ChatTemplate? Template { get; init; }

    /// <summary>The tool-call parser that was named; null: none was.</summary>
    public string? ToolParser { get; init; }

    /// <summary>Whether the chat template says which one.</summary>
    public bool DetectsToolParser { get; init; } = true;

    /// <summary>The reasoning parser that was named; null: none was.</summary>
    public string? ReasoningParser { get; init; }

    /// <summary>Whether the chat template says which one.</summary>
    public bool DetectsReasoningParser { get; init; } = true;

    /// <summary>For requests in work, once the server is to stop.</summary>
    public TimeSpan ShutdownTimeout { get; init; }

    /// <summary>Without progress for so long, the server is not healthy.</summary>
    public TimeSpan Patience { get; init; }

    public int? MaxQueuedRequests { get; init; }

    public long? MaxQueuedTokens { get; init; }
}
