using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>JSON for models and for the API: as the abstractions write it, without the white space.</summary>
internal static class CompactJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };
        options.MakeReadOnly();
        return options;
    }
}
