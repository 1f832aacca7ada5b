using Inference.Bench.KernelSpeed;
using Inference.Bench.Limits;
using Inference.Kernels;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

// dotnet run -c Release --project bench/KernelSpeed [-- TIER]: every kind of weights at 1 to 512 rows, attention, and what is done to each number, against what the machine gives in the same run.
KernelTier tier = args.Length > 0 ? Enum.Parse<KernelTier>(args[0], ignoreCase: true) : KernelTierSupport.Best;
using WorkerPool pool = new(PhysicalCores.Count);
using CpuOperations operations = new(tier, pool);
MachineProbe probe = new(pool.ThreadCount);

Console.WriteLine($"{tier}, {pool.ThreadCount} threads. Limits at the beginning: {probe.Measure()}");
Console.WriteLine();
Console.WriteLine("| weights | rows | GB/s of weights | of read | GOP/s | of peak |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (ElementType type in new[] { ElementType.BF16, ElementType.F16, ElementType.Q80, ElementType.Q40, ElementType.Q4K, ElementType.Q6K })
{
    using MatrixSpeed speed = new(type, operations, pool, Arithmetic.Native);
    foreach (int rows in new[] { 1, 2, 4, 8, 16, 32, 512 })
    {
        MachineLimits limits = probe.Measure();
        MatrixFigure figure = speed.Measure(rows);
        double peak = Peak(limits, type, tier);
        Console.WriteLine($"| {ElementFormat.Of(type).Name} | {rows} | {figure.GBPerS:N1} | {figure.GBPerS / limits.ReadGBPerS:P0} | {figure.GOpPerS:N0} | {figure.GOpPerS / peak:P0} |");
    }
}

Console.WriteLine();
Console.WriteLine("| attention, context | sequences | GB/s of keys and values | of read |");
Console.WriteLine("|---|---|---|---|");
foreach ((int sequences, int context) in new[] { (1, 2048), (1, 8192), (16, 2048) })
{
    using AttentionSpeed speed = new(operations, sequences, context);
    MachineLimits limits = probe.Measure();
    double read = speed.Measure();
    Console.WriteLine($"| {context} | {sequences} | {read:N1} | {read / limits.ReadGBPerS:P0} |");
}

Console.WriteLine();
Console.WriteLine("| each number of a row | ns, one thread |");
Console.WriteLine("|---|---|");
using (WorkerPool alone = new(1))
using (CpuOperations ofOne = new(tier, alone))
using (ElementwiseSpeed speed = new(ofOne))
{
    foreach ((string name, double nanoseconds) in speed.Measure()) Console.WriteLine($"| {name} | {nanoseconds:N3} |");
}

Console.WriteLine();
Console.WriteLine($"Limits at the end: {probe.Measure()}");

// Of the instruction that the kernel is made of.
static double Peak(MachineLimits limits, ElementType type, KernelTier tier) => type switch
{
    _ when tier != KernelTier.MachineCode => limits.SingleGOpPerS,
    ElementType.BF16 => limits.BFloat16GOpPerS,
    ElementType.F16 => limits.SingleGOpPerS,
    _ => limits.ByteGOpPerS,
};
