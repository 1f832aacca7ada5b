namespace Inference.ModelFiles.Templates.Values;

internal static class Booleans
{
    private static readonly object _true = true;
    private static readonly object _false = false;

    public static object Box(bool flag) => flag ? _true : _false;
}
