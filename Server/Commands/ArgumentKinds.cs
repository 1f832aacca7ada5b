using System.CommandLine;
using System.CommandLine.Parsing;

namespace Inference.Server.Commands;

/// <summary>Kinds of argument that more than one command takes, and checks of their values.</summary>
internal static class ArgumentKinds
{
    /// <summary>More are a slip of the keyboard, and would take the machine's memory for their stacks.</summary>
    private const int MaxThreads = 1024;

    public static Argument<string> Model() => Path("MODEL", "A model directory (config.json, safetensors, tokenizer.json) or a .gguf file.");

    /// <summary>Where something is. A shell's variable that is not set makes it empty, which is told before anything is looked for.</summary>
    public static Argument<string> Path(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(NotEmpty);
        return argument;
    }

    public static void NotEmpty(ArgumentResult argument)
    {
        if (argument.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) argument.AddError($"{argument.Argument.Name} is empty.");
    }

    /// <summary>The parser reads <c>0,7</c> as 7: what half of the world means by it is refused instead.</summary>
    public static void CheckDecimals(Command command)
    {
        foreach (Option option in command.Options)
        {
            Type type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
            if (type == typeof(float) || type == typeof(double)) option.Validators.Add(WithoutComma);
        }
    }

    public static void ThreadCount(OptionResult option)
    {
        AtLeastOne(option);
        if (option.Tokens is [{ Value: string text }] && int.TryParse(text, out int value) && value > MaxThreads) option.AddError($"{option.Option.Name} must be at most {MaxThreads}, not {value}.");
    }

    /// <summary>An option with a value of a closed set, each by the name that users know.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Name, T Value)[] choices)
        where T : struct
    {
        Option<T?> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', choices.Select(choice => choice.Name)),
            CustomParser = result =>
            {
                foreach ((string known, T value) in choices)
                {
                    if (known.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase)) return value;
                }

                result.AddError($"{name} is '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", choices.Select(choice => choice.Name))}.");
                return null;
            },
        };
        return option;
    }

    public static void AtLeastOne(OptionResult option)
    {
        if (option.Tokens.Count == 1 && int.TryParse(option.Tokens[0].Value, out int value) && value < 1)
        {
            option.AddError($"{option.Option.Name} must be at least 1, not {value}.");
        }
    }

    public static void NotNegative(OptionResult option)
    {
        if (option.Tokens.Count == 1 && int.TryParse(option.Tokens[0].Value, out int value) && value < 0)
        {
            option.AddError($"{option.Option.Name} must be at least 0, not {value}.");
        }
    }

    private static void WithoutComma(OptionResult option)
    {
        if (option.Tokens is [{ Value: string text }] && text.Contains(',')) option.AddError($"{option.Option.Name} cannot be '{text}'; decimals have a point, such as 0.7.");
    }
}
