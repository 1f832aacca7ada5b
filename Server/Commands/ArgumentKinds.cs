using System.CommandLine;
using System.CommandLine.Parsing;

namespace Inference.Server.Commands;

/// <summary>Kinds of argument that more than one command takes, and checks of their values.</summary>
internal static class ArgumentKinds
{
    public static Argument<string> Model() => new("MODEL") { Description = "A model directory (config.json, safetensors, tokenizer.json) or a .gguf file." };

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
}
