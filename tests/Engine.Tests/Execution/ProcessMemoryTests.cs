using Inference.Engine.Execution;
using Inference.Support;

namespace Inference.Engine.Tests.Execution;

public sealed class ProcessMemoryTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void ContainerLimit_Version2_IsTheLowestOnTheWayUp()
    {
        Write("proc/self/cgroup", "0::/pod/container\n");
        Write("sys/fs/cgroup/pod/container/memory.max", "max\n");
        Write("sys/fs/cgroup/pod/memory.max", "1000\n");
        Write("sys/fs/cgroup/memory.max", "2000\n");

        Assert.Equal(1000, ProcessMemory.ContainerLimit(_root.Path));
    }

    [Fact]
    public void ContainerLimit_Version2PathOfTheHost_IsThatOfTheRoot()
    {
        Write("proc/self/cgroup", "0::/kubepods/burstable/pod7\n");
        Write("sys/fs/cgroup/memory.max", "4096\n");

        Assert.Equal(4096, ProcessMemory.ContainerLimit(_root.Path));
    }

    [Fact]
    public void ContainerLimit_Version1_IsThatOfTheMemoryController()
    {
        Write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "77\n");

        Assert.Equal(77, ProcessMemory.ContainerLimit(_root.Path));
    }

    [Fact]
    public void ContainerLimit_NoLimitAnywhere_IsNone()
    {
        Write("proc/self/cgroup", "0::/\nnonsense\n");
        Write("sys/fs/cgroup/memory.max", "max\n");

        Assert.Null(ProcessMemory.ContainerLimit(_root.Path));
    }

    [Fact]
    public void MachineBytes_OfMemoryInformation_IsTheTotal()
    {
        Write("proc/meminfo", "MemTotal:       24684508 kB\nMemFree:        1 kB\n");

        Assert.Equal(24684508L << 10, ProcessMemory.MachineBytes(_root.Path));
    }

    [Fact]
    public void LimitBytes_OfThisProcess_IsPositive() => Assert.InRange(ProcessMemory.LimitBytes, 1L << 26, long.MaxValue - 1);

    private void Write(string path, string text)
    {
        string file = _root.PathTo(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
