namespace Inference.ModelFiles.Templates;

/// <summary>
/// What one template may cost. The defaults leave room for conversations of thousands of messages and megabytes of text, and
/// stop a hostile template within about a second.
/// </summary>
public sealed class TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Length of the template itself, in UTF-16 units.</summary>
    public int MaxTemplateCharacters { get; init; } = 1 << 20;

    /// <summary>Length of the rendered text, in UTF-16 units; no intermediate text may be longer either.</summary>
    public int MaxOutputCharacters { get; init; } = 16 << 20;

    /// <summary>Units of work of one rendering: about one for each node evaluated, item visited or 32 characters read.</summary>
    public long MaxSteps { get; init; } = 25_000_000;

    /// <summary>Bytes of text and collections that one rendering creates, counting those that it no longer holds.</summary>
    public long MaxAllocatedBytes { get; init; } = 256L << 20;

    /// <summary>Nesting of the template's expressions and blocks, of macro calls and of values.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Size of an integer.</summary>
    public int MaxIntegerBits { get; init; } = 14_000;
}
