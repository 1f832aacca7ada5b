using System.Text.Json;
using Inference.Gateway.Errors;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Models;

/// <summary>Which model, and which version of it, an HTTP request is for.</summary>
internal static class ModelChoice
{
    /// <summary>Asks for a version of a model by name or alias, and says which one answers.</summary>
    public const string VersionHeader = "x-model-id";

    private const string SessionHeader = "x-session-id";

    /// <summary>Finds it, and tells the client. Requests of one conversation get one version.</summary>
    /// <exception cref="ApiException">The request names what is not served.</exception>
    public static ServedModel Of(HttpContext context, RequestFields fields, ModelCatalog catalog, string? session)
    {
        string? version = context.Request.Headers[VersionHeader].ToString() is { Length: > 0 } asked ? asked : null;
        ServedModel model = catalog.Find(fields.Text("model"), version, session ?? context.TraceIdentifier);
        Announce(context, model);
        return model;
    }

    /// <summary>Says which version answers. Headers have plain characters only; others are written as in addresses.</summary>
    public static void Announce(HttpContext context, ServedModel model) =>
        context.Response.Headers[VersionHeader] = model.Version.All(character => character is >= ' ' and <= '~') ? model.Version : Uri.EscapeDataString(model.Version);

    /// <summary>What names the conversation; null: nothing.</summary>
    public static string? SessionOf(HttpContext context, RequestFields fields) =>
        context.Request.Headers[SessionHeader].ToString() is { Length: > 0 } header ? header : TextOf(fields, "prompt_cache_key") ?? TextOf(fields, "user");

    private static string? TextOf(RequestFields fields, string name) =>
        fields.Element(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
