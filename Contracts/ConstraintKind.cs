namespace Inference.Contracts;

/// <summary>Languages in which a constraint is written.</summary>
public enum ConstraintKind
{
    /// <summary>Any JSON object; there is no text.</summary>
    Json,

    /// <summary>The text is a JSON Schema, the output a JSON value that it describes.</summary>
    JsonSchema,

    /// <summary>The text is a regular expression, which the whole output matches.</summary>
    Regex,

    /// <summary>The text is a JSON array of strings, of which the output is one.</summary>
    Choice,

    /// <summary>The text is a grammar in GBNF or EBNF, whose start rule the output follows.</summary>
    Grammar,
}
