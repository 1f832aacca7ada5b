using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>Writes properties that an application has added to its options.</summary>
internal static class AdditionalFields
{
    /// <summary>Applications may keep things of their own among them, of any kind: what JSON cannot say, for whatever reason, is no field of the API.</summary>
    public static JsonObject Write(AdditionalPropertiesDictionary? properties)
    {
        JsonObject fields = [];
        foreach ((string name, object? value) in properties ?? [])
        {
            try
            {
                fields[name] = JsonSerializer.SerializeToNode(value, CompactJson.Options);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                fields[name] = null;
            }
        }

        return fields;
    }
}
