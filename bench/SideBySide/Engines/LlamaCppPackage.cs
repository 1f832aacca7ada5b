using System.Diagnostics;

namespace Inference.Bench.SideBySide.Engines;

/// <summary>The npm package that brings llama.cpp, installed once beside the build's output.</summary>
internal static class LlamaCppPackage
{
    /// <summary>The folder of the script, with the package in it.</summary>
    public static string Install()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "llama-cpp");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "node-llama-cpp"))) return folder;
        ProcessStartInfo start = new("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]) { WorkingDirectory = folder };
        start.Environment["NODE_LLAMA_CPP_SKIP_DOWNLOAD"] = "true";
        using Process npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        npm.WaitForExit();
        return npm.ExitCode == 0 ? folder : throw new InvalidOperationException("npm could not install node-llama-cpp.");
    }
}
