namespace Inference.Server.Commands;

/// <summary>Text that is piped into a command.</summary>
internal static class StandardInput
{
    /// <summary>All of it. A read from a pipe or terminal cannot be cancelled, so it is left behind waiting where the command is.</summary>
    public static Task<string> ReadAllAsync(CancellationToken cancellation) => Task.Run(Console.In.ReadToEnd, CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Done when there is no more of it.</summary>
    public static Task EndAsync()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread reader = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            input.CopyTo(Stream.Null);
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "standard input",
        };
        reader.Start();
        return ended.Task;
    }
}
