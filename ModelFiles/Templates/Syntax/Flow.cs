namespace Inference.ModelFiles.Templates.Syntax;

/// <summary>Where rendering goes on after a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}
