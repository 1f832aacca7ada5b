using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Http;

/// <summary>Fields that nothing here knows are ignored, and that is told.</summary>
internal static partial class UnknownFields
{
    private const int MostNamed = 16, LongestName = 64;

    /// <summary>Called when everything that is understood has been read.</summary>
    /// <param name="logger">Where it is told.</param>
    /// <param name="request">Whose fields they are.</param>
    /// <param name="members">The requests that it is made of, where there are several.</param>
    public static void Log(ILogger logger, InboundRequest request, IEnumerable<RequestFields>? members = null)
    {
        if (!logger.IsEnabled(LogLevel.Warning)) return;
        IEnumerable<string> unknown = request.Fields.Unknown.Concat((members ?? []).SelectMany(member => member.Unknown)).Distinct();
        string names = string.Join(", ", unknown.Take(MostNamed).Select(name => Plain(name)));
        if (names.Length > 0) LogIgnored(logger, request.Id, names);
    }

    /// <summary>Names come from strangers: nothing in them may look like a line of the log.</summary>
    private static string Plain(string name) => new([.. name.Take(LongestName).Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' ? character : '?')]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{RequestId} has fields that are ignored: {Fields}")]
    private static partial void LogIgnored(ILogger logger, string requestId, string fields);
}
