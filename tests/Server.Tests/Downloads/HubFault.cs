namespace Inference.Server.Tests.Downloads;

/// <summary>What goes wrong with one answer.</summary>
internal sealed record HubFault
{
    public static readonly HubFault None = new();

    /// <summary>This and nothing else is answered.</summary>
    public int? Status { get; init; }

    public string[] Headers { get; init; } = [];

    /// <summary>The connection ends after so many bytes of the body.</summary>
    public int? DropAfter { get; init; }

    /// <summary>Added to the length that is announced.</summary>
    public int LengthLie { get; init; }

    /// <summary>Without a length, with so many bytes more than there are.</summary>
    public int? Longer { get; init; }

    /// <summary>Without a length, with so many bytes fewer.</summary>
    public int? Shorter { get; init; }

    public bool IgnoresRange { get; init; }

    /// <summary>Added to the offset that a partial answer says it begins at.</summary>
    public int RangeShift { get; init; }

    /// <summary>Other bytes than those of the file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Nothing is answered before this.</summary>
    public Task? Until { get; init; }

    /// <summary>After <see cref="DropAfter"/> bytes nothing comes before this, instead of the end of the connection.</summary>
    public Task? StallUntil { get; init; }
}
