namespace Inference.Server.Terminal;

/// <summary>A command cannot do what was asked: the message says why and what to do about it, in one line.</summary>
internal sealed class CommandException(string message) : Exception(message);
