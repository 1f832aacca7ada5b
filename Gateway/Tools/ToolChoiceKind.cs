namespace Inference.Gateway.Tools;

/// <summary>Whether and what the model calls.</summary>
public enum ToolChoiceKind
{
    /// <summary>It calls nothing: its text is not searched for calls.</summary>
    None,

    /// <summary>It decides: a parser of its family finds its calls.</summary>
    Auto,

    /// <summary>It calls at least one function, any.</summary>
    Required,

    /// <summary>It calls one function, this one.</summary>
    Named,
}
