namespace Inference.Gateway.Tools;

/// <summary>A piece of an answer: text that the user sees, or a piece of a tool call.</summary>
public abstract record ToolDelta;

/// <summary>A piece of the answer's content.</summary>
public sealed record ContentDelta(string Text) : ToolDelta;

/// <summary>A piece of one tool call.</summary>
/// <param name="Index">Which call of the answer, counted from 0.</param>
/// <param name="Id">The call's id, in its first piece only.</param>
/// <param name="Name">The function's name, in the call's first piece only.</param>
/// <param name="Arguments">A piece of the arguments' JSON text; all pieces of a call, one after the other, are the whole of it.</param>
public sealed record ToolCallDelta(int Index, string? Id, string? Name, string Arguments) : ToolDelta;
