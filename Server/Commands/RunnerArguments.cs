using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Kernels.Attention;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;

namespace Inference.Server.Commands;

/// <summary>How the arithmetic is run.</summary>
internal sealed class RunnerArguments
{
    private readonly Precision _default;
    private readonly Option<Precision?> _precision;
    private readonly Option<Quantization?> _quantization = ArgumentKinds.Choice(
        "--quantization", "Round plain weights when they are loaded, to 8 or 4 bits. Default: they stay as they are.",
        ("q8_0", Quantization.Q80), ("q4_0", Quantization.Q40));

    private readonly Option<int?> _threads = new("--threads") { HelpName = "N", Description = "Threads that compute. Default: the machine's cores." };
    private readonly Option<int?> _length = new("--max-model-len") { HelpName = "N", Description = "Longest context, prompt and output together, in tokens. Default: what the model allows." };
    private readonly Option<long?> _cache = new("--kv-cache-memory-bytes") { HelpName = "BYTES", Description = "Memory for keys and values. Default: one longest context (serve: sixteen), at most 4 GiB." };
    private readonly Option<double?> _share = new("--gpu-memory-utilization") { HelpName = "F", Description = "Share of the device's memory, above 0 to 1, that weights and cache may take together; the cache gets all that is left of it, unless --kv-cache-memory-bytes is given. On the CPU: of the memory that this process may have. Default: not looked at." };
    private readonly Option<int> _blockSize = new("--block-size") { HelpName = "N", Description = $"Tokens in a block of the cache; {TokenBlock.Size} is the only size.", DefaultValueFactory = _ => TokenBlock.Size };
    private readonly Option<int> _devices = new("--tensor-parallel-size") { HelpName = "N", Description = "Devices that share the model; on the CPU always 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<KeyValueFormat?> _cacheType = ArgumentKinds.Choice(
        "--kv-cache-dtype", "How keys and values are kept: int8 takes about half the memory of bfloat16. Default: auto, which is bfloat16.",
        ("auto", KeyValueFormat.BFloat16), ("bfloat16", KeyValueFormat.BFloat16), ("int8", KeyValueFormat.Int8));

    private readonly Option<KernelTier?> _kernels = ArgumentKinds.Choice(
        "--kernels", "Which instructions to use. Default: the fastest that this processor has.",
        ("scalar", KernelTier.Scalar), ("avx2", KernelTier.Avx2), ("avx512", KernelTier.Avx512),
        ("machine-code", KernelTier.MachineCode));

    /// <param name="reference">The command computes with singles unless it is told otherwise.</param>
    public RunnerArguments(bool reference = false)
    {
        _precision = ArgumentKinds.Choice(
            "--dtype", $"Precision to compute in: that of the weights, or singles. Default: {(reference ? "float32" : "auto")}.",
            ("auto", Precision.Auto), ("float32", Precision.Float32), ("bfloat16", Precision.BFloat16), ("float16", Precision.Float16), ("half", Precision.Float16));
        _default = reference ? Precision.Float32 : Precision.Auto;
        _threads.Validators.Add(ArgumentKinds.ThreadCount);
        _length.Validators.Add(ArgumentKinds.AtLeastOne);
        _cache.Validators.Add(ArgumentKinds.AtLeastOne);
        _share.Validators.Add(Share);
        _blockSize.Validators.Add(option => Only(option, TokenBlock.Size, "the cache's blocks have no other size"));
        _devices.Validators.Add(option => Only(option, 1, "a model runs on one device, the CPU"));
    }

    /// <param name="command">Which takes them.</param>
    /// <param name="sizesItsCache">The command knows how many tokens it needs room for, and gives them to <see cref="Read"/>.</param>
    public void AddTo(Command command, bool sizesItsCache = false)
    {
        Option[] sizes = [_cache, _share, _blockSize, _devices];
        Option[] options = [_threads, _length, .. sizesItsCache ? [] : sizes, _cacheType, _precision, _quantization, _kernels];
        foreach (Option option in options) command.Options.Add(option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="tokens">The cache has room for so many, whatever else is said.</param>
    /// <param name="contexts">Else for so many longest contexts, unless its size is given.</param>
    /// <param name="positions">The longest context, unless it is given.</param>
    public CpuRunnerOptions Read(ParseResult parsed, long? tokens = null, int contexts = 1, int? positions = null)
    {
        Precision precision = parsed.GetValue(_precision) ?? _default;
        return new CpuRunnerOptions
        {
            Threads = parsed.GetValue(_threads),
            MaxPositions = parsed.GetValue(_length) ?? positions,
            CacheBytes = parsed.GetValue(_cache),
            MemoryShare = parsed.GetValue(_share),
            Contexts = contexts,
            BlockCount = tokens is { } count ? (int)Math.Min(int.MaxValue, (count + TokenBlock.Size - 1) / TokenBlock.Size) : null,
            KeyValues = parsed.GetValue(_cacheType) ?? KeyValueFormat.BFloat16,
            KernelTier = parsed.GetValue(_kernels),
            Arithmetic = precision == Precision.Float32 ? Arithmetic.Float32 : Arithmetic.Native,
            Quantization = parsed.GetValue(_quantization),
            WeightType = precision switch
            {
                Precision.BFloat16 => ElementType.BF16,
                Precision.Float16 => ElementType.F16,
                _ => null,
            },
        };
    }

    private static void Share(OptionResult option)
    {
        if (option.Tokens is [{ Value: string text }] && double.TryParse(text, CultureInfo.InvariantCulture, out double share) && !(share is > 0 and <= 1))
        {
            option.AddError($"{option.Option.Name} must be above 0 and at most 1, not {text}.");
        }
    }

    private static void Only(OptionResult option, int only, string why)
    {
        if (option.Tokens is [{ Value: string text }] && int.TryParse(text, out int value) && value != only)
        {
            option.AddError($"{option.Option.Name} must be {only}, not {value}: {why}.");
        }
    }

    /// <summary>vLLM's names for it.</summary>
    private enum Precision
    {
        Auto,
        Float32,
        BFloat16,
        Float16,
    }
}
