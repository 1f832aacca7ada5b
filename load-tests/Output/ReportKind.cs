namespace Inference.LoadTests.Output;

/// <summary>How the runs of a report belong together.</summary>
internal enum ReportKind
{
    /// <summary>One run.</summary>
    Single,

    /// <summary>The same at rising load: a curve goes through them.</summary>
    Curve,

    /// <summary>The same twice, before and after something: the others are compared with the first.</summary>
    Comparison,
}
