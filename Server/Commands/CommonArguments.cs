using System.CommandLine;
using System.CommandLine.Parsing;

namespace Inference.Server.Commands;

/// <summary>Arguments and checks that several commands share.</summary>
internal static class CommonArguments
{
    public static Argument<string> Model() => new("MODEL") { Description = "A model directory (config.json, safetensors, tokenizer.json) or a .gguf file." };

    public static void AtLeastOne(OptionResult option)
    {
        if (option.Tokens.Count == 1 && int.TryParse(option.Tokens[0].Value, out int value) && value < 1)
        {
            option.AddError($"{option.Option.Name} must be at least 1, not {value}.");
        }
    }
}
