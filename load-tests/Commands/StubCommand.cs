using System.CommandLine;
using Inference.LoadTests.Stub;

namespace Inference.LoadTests.Commands;

/// <summary><c>stub</c>: a server without a model, to try things out on.</summary>
internal static class StubCommand
{
    public static Command Create()
    {
        Option<TimeSpan> interval = ValueOptions.Of("--interval", Durations.Parse, "20ms", "Between the tokens of a stream.");
        Command command = new("stub", "Serve even streams of tokens without a model, until Ctrl-C.") { interval };
        command.SetAction(async (parsed, cancellation) =>
        {
            TimeSpan pace = parsed.GetValue(interval);
            if (pace < TimeSpan.FromMilliseconds(1)) throw new LoadTestException("--interval must be 1 ms at least");
            await using ScriptedServer server = new(new PacedAnswers(pace).AnswerAsync);
            Console.WriteLine($"stub: {server.Address}");
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            catch (OperationCanceledException)
            {
                // That is its end.
            }

            return ExitCode.Done;
        });
        return command;
    }
}
