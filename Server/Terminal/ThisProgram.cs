namespace Inference.Server.Terminal;

internal static class ThisProgram
{
    /// <summary>As users call it, and as its messages begin.</summary>
    public const string Name = "inference";
}
