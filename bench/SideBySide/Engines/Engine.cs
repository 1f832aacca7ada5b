using System.Diagnostics;
using System.Text.Json;

namespace Inference.Bench.SideBySide.Engines;

/// <summary>A program that is timed: started anew for each test, so that neither sees what the other left in memory.</summary>
internal sealed class Engine(string name, string program, Func<string, int, Test, string[]> arguments, string folder)
{
    public string Name { get; } = name;

    /// <summary>Whether it can be told what a step consists of: some sequences and a chunk of a prompt.</summary>
    public bool TakesSteps { get; init; }

    public static Engine Ours(string executable) => new("this", executable, OurArguments, ".") { TakesSteps = true };

    /// <param name="folder">Where the script lies and its package is installed.</param>
    public static Engine LlamaCpp(string folder) => new("llama.cpp", "node", (model, threads, test) =>
        ["bench.mjs", model, $"{threads}", test.Kind == "prefill" ? $"{test.Prompt}" : "0", $"{test.Context}", $"{test.Generate}", test.Batches], folder);

    public bool CanRun(Test test) => test.Mixed is null || TakesSteps;

    public Speed[] Run(string model, int threads, Test test)
    {
        ProcessStartInfo start = new(program, arguments(Path.GetFullPath(model), threads, test))
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Name} ended with exit code {process.ExitCode} on {model}.");
        return JsonSerializer.Deserialize<Speed[]>(output)!;
    }

    private static string[] OurArguments(string model, int threads, Test test) =>
    [
        "bench", model, "--threads", $"{threads}", "--prompt", $"{test.Prompt}", "--context", $"{test.Context}", "--gen", $"{test.Generate}", "--batch", test.Batches, "--json",
        .. test.Mixed is { } mixed ? new[] { "--mixed", mixed } : [],
        .. test.Chunk is { } chunk ? new[] { "--chunk", $"{chunk}" } : [],
    ];
}
