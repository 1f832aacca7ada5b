using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Inference.Silo.Commands;
using Inference.Support;

namespace Inference.Silo.Tests.Kubernetes;

/// <summary>A silo as it runs in a pod: told by the downward API's variables who it is, with a service account's files where Kubernetes mounts them.</summary>
internal sealed class PodProcess : IAsyncDisposable
{
    // Files that only this process and its children see: /run is a file system of its own, in a namespace of its own.
    private const string InPod = "mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io && cp -r \"$0\" /run/secrets/kubernetes.io/serviceaccount && exec \"$@\"";
    private static readonly string[] Namespace = ["--user", "--map-root-user", "--mount", "sh", "-c"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PodProcess(string name, string account, Uri apiServer, int siloPort, int primaryPort)
    {
        ProcessStartInfo start = new("unshare", [.. Namespace, InPod, account, "dotnet", typeof(SiloCommand).Assembly.Location, "silo", "--kubernetes-hosting", "true"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (string Name, string Value)[] pod =
        [
            ("POD_NAME", name), ("POD_NAMESPACE", FakeApiServer.Namespace), ("POD_IP", "127.0.0.1"), ("SILO_NAME", name), ("ADVERTISED_IP", "127.0.0.1"),
            ("ORLEANS_CLUSTER_ID", "inference"), ("ORLEANS_SERVICE_ID", "inference"), ("KUBERNETES_SERVICE_HOST", apiServer.Host), ("KUBERNETES_SERVICE_PORT", $"{apiServer.Port}"),
            ("HOST", "127.0.0.1"), ("PORT", $"{FreePort()}"), ("SILO_PORT", $"{siloPort}"), ("GATEWAY_PORT", $"{FreePort()}"), ("PRIMARY_PORT", $"{primaryPort}"), ("SERVED_MODEL_NAME", "ember"),
        ];
        foreach ((string variable, string value) in pod) start.Environment[variable] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Why no pod can be imitated here; null: it can.</summary>
    public static string? WhyNot { get; } = TryNamespace();

    /// <summary>A line of its output, as it comes.</summary>
    public event Action<string>? Said;

    public string Output => string.Join('\n', _lines);

    public static async Task<PodProcess> StartAsync(string name, string account, Uri apiServer, int siloPort, int primaryPort)
    {
        PodProcess pod = new(name, account, apiServer, siloPort, primaryPort);
        pod._process.Start();
        pod._process.BeginOutputReadLine();
        pod._process.BeginErrorReadLine();
        Task ended = pod._process.WaitForExitAsync();
        return await Task.WhenAny(pod._joined.Task, ended) == ended ? throw new InvalidOperationException(pod.Output) : pod;
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Stops the process where it is: it is there, and does not answer.</summary>
    public void Freeze()
    {
        using Process kill = Process.Start("kill", ["-STOP", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.Contains("joined after", StringComparison.Ordinal)) _joined.TrySetResult();
        Said?.Invoke(line);
    }

    private static string? TryNamespace()
    {
        using TemporaryFolder folder = new();
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", [.. Namespace, InPod, folder.Path, "true"]) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"no namespaces of one's own here: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no unshare here";
        }
    }
}
