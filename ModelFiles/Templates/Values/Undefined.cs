namespace Inference.ModelFiles.Templates.Values;

/// <summary>The value of what does not exist: prints as nothing, is false and empty, and any other use of it is an error.</summary>
/// <param name="message">What does not exist; the error's text.</param>
internal sealed class Undefined(string message)
{
    public string Message { get; } = message;

    public static Undefined Name(string name) => new($"'{name}' is undefined");

    public static Undefined Attribute(object? owner, string name) => new($"'{TypeNames.Of(owner)} object' has no attribute '{name}'");

    public static Undefined Element(object? owner) => new($"{TypeNames.Of(owner)} object has no such element");

    public static Undefined Unsafe(object? owner, string name) =>
        new($"access to attribute '{name}' of '{TypeNames.Of(owner)}' object is unsafe.");
}
