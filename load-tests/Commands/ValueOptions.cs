using System.CommandLine;

namespace Inference.LoadTests.Commands;

/// <summary>Options whose text something else reads.</summary>
internal static class ValueOptions
{
    /// <param name="name">Of the option.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> where the text is wrong, which is then wrong usage.</param>
    /// <param name="otherwise">The text of the default.</param>
    /// <param name="description">For help, without the default.</param>
    public static Option<T> Of<T>(string name, Func<string, T> parse, string? otherwise, string description) => new(name)
    {
        Description = otherwise is null ? description : $"{description} Default: {otherwise}.",
        CustomParser = result =>
        {
            try
            {
                return parse(result.Tokens[^1].Value);
            }
            catch (FormatException error)
            {
                result.AddError($"{name}: {error.Message}");
                return default!;
            }
        },
        DefaultValueFactory = otherwise is null ? _ => default! : _ => parse(otherwise),
    };

    /// <summary>The same with a value each time that it is given.</summary>
    public static Option<T[]> Many<T>(string name, Func<string, T> parse, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens.Select(token => parse(token.Value))];
            }
            catch (FormatException error)
            {
                result.AddError($"{name}: {error.Message}");
                return [];
            }
        },
        DefaultValueFactory = _ => [],
    };
}
