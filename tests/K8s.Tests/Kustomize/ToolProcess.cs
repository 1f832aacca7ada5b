using System.ComponentModel;
using System.Diagnostics;

namespace Inference.K8s.Tests.Kustomize;

/// <summary>A program run to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolProcess(int Code, string Output, string Error)
{
    /// <summary>Null where there is no such program.</summary>
    public static ToolProcess? Run(string program, IEnumerable<string> arguments, string? folder = null, string? input = null, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (input is not null) process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return new ToolProcess(process.ExitCode, output.Result, error.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
