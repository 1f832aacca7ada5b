namespace Inference.ModelFiles.Templates.Values;

internal enum SequenceKind
{
    List,
    Tuple,
    Range,
    Keys,
    Values,
    Items,
}
