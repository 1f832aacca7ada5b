namespace Inference.Gateway.Tools.Parsing;

/// <summary>The tags between which a family writes a call's name, and the name and value of each argument.</summary>
internal sealed record TaggedForm
{
    /// <summary><c>name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;</c>; values may stand on lines of their own.</summary>
    public static TaggedForm Function { get; } = new()
    {
        NameEnd = ">", KeyBegin = "<parameter=", KeyEnd = ">", ValueEnd = "</parameter>", CallEnd = "</function>", TrimsLineEnds = true, Unknown = JsonKinds.Text,
    };

    /// <summary><c>name&lt;arg_key&gt;key&lt;/arg_key&gt;&lt;arg_value&gt;value&lt;/arg_value&gt;&lt;/tool_call&gt;</c></summary>
    public static TaggedForm KeyAndValue { get; } = new()
    {
        KeyBegin = "<arg_key>", KeyEnd = "</arg_key>", ValueBegin = "<arg_value>", ValueEnd = "</arg_value>", CallEnd = "</tool_call>", Unknown = JsonKinds.Any,
    };

    /// <summary>Null: the name ends with its line, or where the next tag begins.</summary>
    public string? NameEnd { get; init; }

    public required string KeyBegin { get; init; }

    public required string KeyEnd { get; init; }

    /// <summary>Null: the value begins right after the key.</summary>
    public string? ValueBegin { get; init; }

    public required string ValueEnd { get; init; }

    public required string CallEnd { get; init; }

    /// <summary>The first and the last line end of a value are not its own.</summary>
    public bool TrimsLineEnds { get; init; }

    /// <summary>What a value may be of which the schema says nothing.</summary>
    public required JsonKinds Unknown { get; init; }
}
