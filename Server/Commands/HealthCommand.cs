using System.CommandLine;
using System.Text.Json;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>health</c>: whether a server gets on, for who has no other way to ask, as a container without a shell.</summary>
internal static class HealthCommand
{
    private const int Port = 8000, PatienceSeconds = 5;

    public static Command Create()
    {
        Argument<string?> address = new("URL") { Description = "The server's address. Default: this machine, at --port.", Arity = ArgumentArity.ZeroOrOne };
        Option<int> port = new("--port") { Description = "The server's port on this machine.", DefaultValueFactory = _ => Port };
        Option<bool> ready = new("--ready") { Description = "Ask whether it takes requests, and not only whether it gets on with those that it has." };
        Option<double> patience = new("--timeout") { HelpName = "SECONDS", Description = "How long to wait for the answer.", DefaultValueFactory = _ => PatienceSeconds };
        ConfiguredCommand command = new("health", "Ask a server whether it gets on; exit code 0 says that it does.") { address, port, ready, patience };

        // TIMEOUT and READY are names too common to be meant for this.
        command.ReadFrom(ready);
        command.ReadFrom(patience);
        command.AreAlternatives(address, port);
        command.SetAction(async (parsed, cancellation) =>
        {
            string text = parsed.GetValue(address) ?? $"http://127.0.0.1:{parsed.GetValue(port)}";
            if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? server) || server.Scheme is not ("http" or "https")) throw new UsageException($"URL must be an address such as http://localhost:{Port}, not '{text}'");
            double seconds = parsed.GetValue(patience);
            if (seconds is not (> 0 and < 3600)) throw new UsageException($"--timeout must be a number of seconds above 0 and below 3600, not {seconds}");
            Uri asked = new(server, parsed.GetValue(ready) ? "ready" : "health");
            Console.WriteLine($"{ThisProgram.Name}: {await AskAsync(asked, TimeSpan.FromSeconds(seconds), cancellation)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> AskAsync(Uri address, TimeSpan patience, CancellationToken cancellation)
    {
        using HttpClient client = new() { Timeout = patience };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(address, cancellation);
            string body = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode ? $"{address}: ok" : throw new CommandException($"{address}: {(int)answer.StatusCode}{ProblemIn(body)}");
        }
        catch (HttpRequestException error)
        {
            throw new CommandException($"{address}: {error.Message}");
        }
        catch (TaskCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw new CommandException($"{address}: no answer in {patience.TotalSeconds} s");
        }
    }

    private static string ProblemIn(string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("problem", out JsonElement problem) ? $", {problem}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
