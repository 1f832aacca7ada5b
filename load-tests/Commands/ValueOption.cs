using System.CommandLine;

namespace Inference.LoadTests.Commands;

/// <summary>An option whose text something else reads. Its default is told in its description, as people would write it.</summary>
internal sealed class ValueOption<T> : Option<T>
{
    private readonly Lazy<T> _otherwise;

    /// <param name="name">Of the option.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> where the text is wrong, which is then wrong usage.</param>
    /// <param name="otherwise">The text of the default.</param>
    /// <param name="description">For help, without the default.</param>
    /// <param name="form">What help calls the value.</param>
    public ValueOption(string name, Func<string, T> parse, string? otherwise, string description, string form)
        : base(name)
    {
        _otherwise = new Lazy<T>(() => otherwise is null ? default! : parse(otherwise));
        HelpName = form;
        Description = otherwise is null ? description : $"{description} Default: {otherwise}.";
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
        };
    }

    /// <summary>What a command line says, or else the default.</summary>
    public T In(ParseResult parsed) => parsed.GetResult(this) is null ? _otherwise.Value : parsed.GetValue(this)!;
}
