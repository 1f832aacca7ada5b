using Inference.Gateway.Http;

namespace Inference.Gateway.Parameters;

/// <summary>Whether the answer comes in parts, and with which counts.</summary>
internal sealed record StreamFields(bool IsStream, bool IncludeUsage, bool ContinuousUsage)
{
    public static StreamFields Read(RequestFields fields)
    {
        bool stream = fields.Flag("stream") ?? false;
        if (fields.Object("stream_options") is not { } options) return new StreamFields(stream, false, false);
        if (!stream) throw RequestFields.Wrong("stream_options", "stream_options can only be given with stream=true");
        RequestFields inner = new(options, "stream_options");
        bool usage = inner.Flag("include_usage") ?? false;
        return new StreamFields(true, usage, usage && (inner.Flag("continuous_usage_stats") ?? false));
    }
}
