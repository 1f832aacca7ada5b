using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Inference.LoadTests.Scenarios;

/// <summary>The commands that start the servers which are compared, on the same file and with as many threads.</summary>
internal sealed record ComparedServers(string Model, int Threads, int Clients, int ContextEach)
{
    /// <summary>This repository's.</summary>
    public string Ours => $"'{Path.Combine(RepositoryRoot(), "inference")}' serve '{Model}' --port 0 --threads {Threads} --max-num-seqs {Clients}";

    /// <summary>llama.cpp's own server or that of a fork, from a local build, and where it is told to listen: what they print when they are ready differs.</summary>
    public (string Command, Uri Address) LlamaServer(string program)
    {
        Uri address = FreeAddress();
        return ($"'{program}' --model '{Model}' --host {address.Host} --port {address.Port} --threads {Threads} --threads-batch {Threads} --parallel {Clients} --ctx-size {Clients * ContextEach}", address);
    }

    /// <summary>llama.cpp as the npm package brings it, which is installed once beside the build's output.</summary>
    /// <exception cref="LoadTestException">It cannot be installed.</exception>
    public string NodeLlamaCpp()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "compare");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "node-llama-cpp"))) Install(folder);
        return $"node '{Path.Combine(folder, "llama-server.mjs")}' '{Model}' {Threads} {Clients} {ContextEach}";
    }

    /// <summary>Of this machine, where nobody listens.</summary>
    private static Uri FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }

    private static void Install(string folder)
    {
        ProcessStartInfo start = new("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["NODE_LLAMA_CPP_SKIP_DOWNLOAD"] = "true";
        try
        {
            using Process npm = Process.Start(start)!;
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode == 0) return;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new LoadTestException("npm is needed to get llama.cpp (or --llama-server PATH)", error);
        }

        throw new LoadTestException("npm could not install node-llama-cpp (or give --llama-server PATH)");
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Inference.sln"))) return folder.FullName;
        }

        throw new LoadTestException("this program does not lie inside the repository: say by --ours how to start our server");
    }
}
