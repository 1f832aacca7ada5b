namespace Inference.LoadTests;

/// <summary>What was asked for cannot be done; the message says why in one line.</summary>
internal sealed class LoadTestException : Exception
{
    public LoadTestException(string message)
        : base(message)
    {
    }

    public LoadTestException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
