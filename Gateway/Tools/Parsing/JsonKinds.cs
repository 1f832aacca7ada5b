namespace Inference.Gateway.Tools.Parsing;

/// <summary>What kinds of JSON value an argument may be.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Text = 1,
    Number = 2,
    Boolean = 4,
    Null = 8,
    Object = 16,
    Array = 32,
    Any = Text | Number | Boolean | Null | Object | Array,
}
