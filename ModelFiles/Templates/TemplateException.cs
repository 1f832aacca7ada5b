namespace Inference.ModelFiles.Templates;

/// <summary>
/// A chat template cannot be parsed or rendered: the only exception that parsing and rendering end in.
/// With <see cref="TemplateErrorKind.Raised"/>, <see cref="Exception.Message"/> is the template's own text and nothing else.
/// </summary>
public sealed class TemplateException : Exception
{
    public TemplateException(TemplateErrorKind kind, string message, int line = 0, int column = 0, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Line = line;
        Column = column;
    }

    public TemplateErrorKind Kind { get; }

    /// <summary>The template's line, from 1; 0 when unknown.</summary>
    public int Line { get; private set; }

    /// <summary>The column in that line, from 1; 0 when unknown.</summary>
    public int Column { get; }

    /// <summary>The message with its place: what to show to the one who wrote the template.</summary>
    public string Describe(string templateName) => Line == 0
        ? $"{templateName}: {Message}"
        : Column == 0 ? $"{templateName}, line {Line}: {Message}" : $"{templateName}, line {Line}, column {Column}: {Message}";

    internal TemplateException At(int line)
    {
        if (Line == 0) Line = line;
        return this;
    }
}
