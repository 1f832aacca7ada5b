using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Inference.K8s.Tests.Kustomize;
using Inference.Support;

namespace Inference.K8s.Tests.Operations;

/// <summary>
/// A namespace without a cluster: a real Redis in a process of its own, and in the place of kubectl a script that runs on this machine what
/// should run in its pod.
/// </summary>
internal sealed class FakeCluster : IDisposable
{
    private const string Kubectl = """
        #!/usr/bin/env bash
        set -euo pipefail
        [[ $1 == --namespace && $2 == inference ]] || exit 9
        shift 2
        case $1 in
          exec)
            [[ "$*" == "exec --stdin inference-redis-0 --container redis -- "* ]] || exit 9
            shift 6
            if [[ $1 == redis-cli ]]; then
              shift
              if [[ $1 == --rdb && -e $FAKE/cut ]]; then redis-cli -p "$STORE_PORT" "$@" | head -c 100; exit; fi
              exec redis-cli -p "$STORE_PORT" "$@"
            fi
            exec "$@" ;;
          get)
            if [[ $2 == pods ]]; then cat "$FAKE/pods"; else cat "$FAKE/objects.yaml"; fi ;;
          apply)
            [[ ! -e $FAKE/refuse ]] || { echo "error: resourceVersion should not be set" >&2; exit 1; }
            cat "${@: -1}" >"$FAKE/applied-${2#--}" ;;
          *) exit 9 ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Process _redis;
    private readonly int _port = FreePort(), _checkPort = FreePort();

    public FakeCluster()
    {
        Directory.CreateDirectory(PathTo("data"));
        Directory.CreateDirectory(PathTo("bin"));
        File.WriteAllText(PathTo("bin/kubectl"), Kubectl);
        ToolProcess.Run("chmod", ["+x", PathTo("bin/kubectl")]);
        File.WriteAllText(PathTo("pods"), "");
        File.WriteAllText(PathTo("objects.yaml"), "apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    uid: kept\n  kind: ConfigMap\n  metadata:\n    name: inference-config\n    resourceVersion: \"7\"\n    uid: x-1\nkind: List\n");
        ProcessStartInfo start = new("redis-server", ["--port", Text(_port), "--bind", "127.0.0.1", "--dir", PathTo("data"), "--appendonly", "yes", "--save", "", "--repl-diskless-sync-delay", "0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _redis = Process.Start(start)!;
        while (_redis.StandardOutput.ReadLine() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
        {
            // It says so when it listens.
        }

        _ = _redis.StandardOutput.ReadToEndAsync();
    }

    public string PathTo(string name) => Path.Combine(_folder.Path, name);

    public string Redis(params string[] arguments) => ToolProcess.Run("redis-cli", ["-p", Text(_port), .. arguments])!.Output.Trim();

    /// <summary>Runs a script of k8s/ against this cluster.</summary>
    public ToolProcess Run(string script, params string[] arguments) => ToolProcess.Run(
        Path.Combine(Layout.Root, script),
        arguments,
        environment:
        [
            ("PATH", PathTo("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")), ("FAKE", _folder.Path),
            ("STORE_DATA", PathTo("data")), ("STORE_PORT", Text(_port)), ("CHECK_PORT", Text(_checkPort)),
        ])!;

    public void Dispose()
    {
        _redis.Kill();
        _redis.WaitForExit();
        _redis.Dispose();
        _folder.Dispose();
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
