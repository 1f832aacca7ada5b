using System.Security.Cryptography;

namespace Inference.Gateway.Tools;

/// <summary>Ids of tool calls, as clients know them.</summary>
internal static class ToolCallIds
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Random() => $"call_{RandomNumberGenerator.GetString(Alphanumeric, 24)}";

    /// <summary>Mistral's templates refuse ids of any other form.</summary>
    public static string RandomMistral() => RandomNumberGenerator.GetString(Alphanumeric, 9);
}
