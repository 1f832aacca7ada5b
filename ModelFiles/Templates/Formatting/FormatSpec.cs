namespace Inference.ModelFiles.Templates.Formatting;

/// <summary>How one value is formatted: what both <c>%</c> and <c>format</c> can ask for.</summary>
internal sealed record FormatSpec
{
    public string Fill { get; init; } = " ";

    /// <summary>'&lt;', '&gt;', '^', '=' or none for the type's own side.</summary>
    public char Align { get; init; }

    /// <summary>'+', '-' or ' '.</summary>
    public char Sign { get; init; } = '-';

    public bool Alternate { get; init; }

    public int Width { get; init; }

    /// <summary>',' or '_' between groups of digits, or none.</summary>
    public char Grouping { get; init; }

    /// <summary>Negative where none is given.</summary>
    public int Precision { get; init; } = -1;

    public char Type { get; init; }
}
