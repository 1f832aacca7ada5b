using System.ComponentModel;
using System.Diagnostics;
using Inference.Support;

namespace Inference.Server.Tests.Serving;

/// <summary>The npm package <c>openai</c> and the tests that use it, side by side among the build's output: installed when first asked for.</summary>
internal static class OpenAINode
{
    private static readonly string Source = Path.Combine(SharedData.RepositoryRoot, "tests", "Server.Tests", "OpenAINode");

    private static readonly Lazy<string?> Problem = new(Install);

    public static string Folder { get; } = Path.Combine(SharedData.RepositoryRoot, "artifacts", "openai-node");

    /// <summary>Null where the tests can be run.</summary>
    public static string? WhyNot => Problem.Value;

    private static string? Install()
    {
        Directory.CreateDirectory(Folder);
        bool isInstalled = Directory.Exists(Path.Combine(Folder, "node_modules", "openai")) && IsSame("package-lock.json");
        foreach (string file in Directory.GetFiles(Source)) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        if (Run("node", "--version") is { } noNode) return $"node cannot be run, for the tests of the npm package 'openai' ({noNode}).";
        if (isInstalled) return null;
        return Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") is { } problem ? $"npm cannot install the package 'openai' ({problem})." : null;
    }

    private static bool IsSame(string file) =>
        File.Exists(Path.Combine(Folder, file)) && File.ReadAllText(Path.Combine(Folder, file)) == File.ReadAllText(Path.Combine(Source, file));

    /// <summary>Runs a program to its end; what went wrong, in a line, or null.</summary>
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return null;
            return (error + output.Result).Split('\n').FirstOrDefault(line => line.Contains("npm error", StringComparison.Ordinal)) ?? $"exit code {process.ExitCode}";
        }
        catch (Win32Exception error)
        {
            return error.Message;
        }
    }
}

/// <summary>A test with node and the npm package; skipped, with the reason, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenAINodeTheoryAttribute : TheoryAttribute
{
    public OpenAINodeTheoryAttribute() => Skip = OpenAINode.WhyNot;
}
