namespace Inference.Gateway.Tools.Parsing;

/// <summary>How a family of models sets its calls off from content.</summary>
internal sealed record CallSyntax
{
    /// <summary>Reads what comes after a begin marker, or from a bare start on.</summary>
    public required Func<DeltaWriter, ICallReader> Reader { get; init; }

    /// <summary>Markers before a list of calls that have markers of their own.</summary>
    public string[] Openers { get; init; } = [];

    /// <summary>Markers before a call, or before a list of calls.</summary>
    public string[] Begins { get; init; } = [];

    /// <summary>Markers after a call or a list; they mean nothing before the first call.</summary>
    public string[] Ends { get; init; } = [];

    /// <summary>Characters that begin a call without a marker, where the answer or what follows a call begins.</summary>
    public string BareStarts { get; init; } = "";

    /// <summary>Characters between two calls, besides white space.</summary>
    public string Separators { get; init; } = "";
}
