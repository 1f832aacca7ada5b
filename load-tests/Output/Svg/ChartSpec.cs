namespace Inference.LoadTests.Output.Svg;

/// <summary>A plot of lines.</summary>
internal sealed record ChartSpec
{
    public required string Title { get; init; }

    public required string XLabel { get; init; }

    public required string YLabel { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Where the horizontal axis has marks, and what they say; null: at round numbers.</summary>
    public IReadOnlyList<(double At, string Text)>? XMarks { get; init; }

    /// <summary>Whether both axes go by powers of ten; the vertical one alone otherwise follows <see cref="IsYLogarithmic"/>.</summary>
    public bool IsYLogarithmic { get; init; }

    public bool IsXLogarithmic { get; init; }

    public bool HasDots { get; init; }

    /// <summary>Horizontal lines that mean something.</summary>
    public IReadOnlyList<(double Y, string Text)> Levels { get; init; } = [];
}
