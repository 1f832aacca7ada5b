namespace Inference.Server.Terminal;

/// <summary>An option has a value that it cannot have: the message names it as users know it.</summary>
internal sealed class UsageException(string message) : Exception(message);
