namespace Inference.Gateway.Hosting;

public static class GatewayTraces
{
    /// <summary>The source of a span for each request that is work. It is ASP.NET Core's own, so that an application which traces that has no span twice.</summary>
    public const string SourceName = "Microsoft.AspNetCore";
}
