namespace Inference.ModelFiles.Templates;

/// <summary>Whose fault a refused template or rendering is.</summary>
public enum TemplateErrorKind
{
    /// <summary>The template is not valid Jinja.</summary>
    Syntax,

    /// <summary>The template called <c>raise_exception</c>: it refuses these inputs, in its own words.</summary>
    Raised,

    /// <summary>An operation of the template failed on these inputs.</summary>
    Evaluation,

    /// <summary>The template or its rendering went over one of the <see cref="TemplateLimits"/>.</summary>
    LimitExceeded,
}
