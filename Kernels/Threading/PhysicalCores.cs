namespace Inference.Kernels.Threading;

/// <summary>Cores as opposed to hardware threads: two of these on one core compute no faster than one.</summary>
public static class PhysicalCores
{
    private const string Topology = "/sys/devices/system/cpu";

    /// <summary>How many this process may use; where the machine does not tell, its processors.</summary>
    public static int Count { get; } = Math.Clamp(CountOfMachine() ?? int.MaxValue, 1, Environment.ProcessorCount);

    private static int? CountOfMachine()
    {
        if (!Directory.Exists(Topology)) return null;
        try
        {
            int cores = Directory.EnumerateDirectories(Topology, "cpu*")
                .Select(folder => Path.Combine(folder, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores == 0 ? null : cores;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
