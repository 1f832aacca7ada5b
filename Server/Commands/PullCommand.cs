using System.CommandLine;
using Inference.Server.Downloads;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>pull</c>: a model from a hub to a directory.</summary>
internal static class PullCommand
{
    private const string EndpointVariable = "HF_ENDPOINT", TokenVariable = "HF_TOKEN", DefaultEndpoint = "https://huggingface.co";

    public static Command Create()
    {
        Argument<string> source = new("MODEL") { Description = "hf://org/name, hf://org/name@revision (a branch, tag or commit), or hf://org/name/file.gguf." };
        Argument<string> directory = ArgumentKinds.Path("DIR", "The directory that it becomes: absent or complete at every moment, so that others may wait for it.");
        Option<string[]> include = new("--include") { HelpName = "PATTERN", Description = "Exactly the files that match, such as '*.safetensors'. Repeatable. Default: what serving the model needs." };
        Option<string[]> exclude = new("--exclude") { HelpName = "PATTERN", Description = "Not the files that match. Repeatable." };
        Option<int> parallel = new("--parallel") { HelpName = "N", Description = "Files at a time.", DefaultValueFactory = _ => 4 };
        Option<bool> unvalidated = new("--no-validate") { Description = "Publish the files even if this program cannot serve them." };
        parallel.Validators.Add(ArgumentKinds.AtLeastOne);

        Command command = new(
            "pull",
            $"Download a model from Hugging Face's hub, or from the one at ${EndpointVariable}; ${TokenVariable} is sent to it. Goes on where it was interrupted, checks every hash, "
            + "and publishes what can be served. A second pull of the same revision does nothing; two at once to the same DIR download once.")
        {
            source, directory, include, exclude, parallel, unvalidated,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            PullOptions options = new(
                HubReference.Parse(parsed.GetRequiredValue(source)), parsed.GetRequiredValue(directory), new FileChoice(parsed.GetValue(include) ?? [], parsed.GetValue(exclude) ?? []))
            {
                Parallel = parsed.GetValue(parallel),
                Validate = !parsed.GetValue(unvalidated),
            };
            using HubConnection connection = new(Endpoint(), Token(), options.Retry, TimeProvider.System);
            using PullProgress progress = new(Console.Error, ThisProgram.Name, !Console.IsErrorRedirected, TimeProvider.System);
            Hub hub = new(connection, () => new RetryBudget(options.Retry, TimeProvider.System, progress.Tell), TimeProvider.System);
            try
            {
                PullMarker marker = await new ModelPull(hub, options, progress, TimeProvider.System).RunAsync(cancellation);
                progress.Dispose();
                Console.WriteLine($"{ThisProgram.Name}: {options.Directory} holds {marker.Repository} at {marker.Commit[..12]}, {marker.Files.Count} files, {SizeText.Of(marker.Files.Values.Sum())}");
                return ExitCode.Done;
            }
            catch (HubException error)
            {
                throw new CommandException(error.Message);
            }
        });
        return command;
    }

    private static Uri Endpoint()
    {
        string text = Environment.GetEnvironmentVariable(EndpointVariable)?.Trim() is { Length: > 0 } given ? given : DefaultEndpoint;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "https" or "http"
            ? endpoint
            : throw new CommandException($"{EndpointVariable} is '{text}'; it must be an address such as {DefaultEndpoint}");
    }

    private static string? Token()
    {
        string? token = Environment.GetEnvironmentVariable(TokenVariable)?.Trim();
        if (string.IsNullOrEmpty(token)) return null;
        return token.All(character => character is > ' ' and < '\x7f') ? token : throw new CommandException($"{TokenVariable} holds characters that a token cannot have");
    }
}
