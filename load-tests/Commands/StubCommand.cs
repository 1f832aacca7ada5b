using System.CommandLine;
using Inference.LoadTests.Stub;

namespace Inference.LoadTests.Commands;

/// <summary><c>stub</c>: a server without a model, to try things out on.</summary>
internal static class StubCommand
{
    public static Command Create()
    {
        ValueOption<TimeSpan> interval = ValueOptions.Of("--interval", ReadPace, "20ms", "Between the tokens of a stream.", "TIME");
        Command command = new("stub", "Serve even streams of tokens without a model, until Ctrl-C.") { interval };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using ScriptedServer server = new(new PacedAnswers(interval.In(parsed)).AnswerAsync);
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

    private static TimeSpan ReadPace(string text) => Durations.Parse(text) is { TotalMilliseconds: >= 1 } pace ? pace : throw new FormatException($"{text} is less than 1 ms");
}
