using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Weights;

/// <summary>Reads <c>quantization_config</c>.</summary>
internal static class PackedWeightsReader
{
    private const string Section = "quantization_config.";
    private const int MaxGroup = 1 << 20;

    /// <summary>Null where matrices are plain, or numbers of 8 bits with their factors in tensors beside.</summary>
    public static PackedWeightsConfig? Read(ConfigFields fields) => fields.Text(Section + "quant_method")?.ToUpperInvariant() switch
    {
        null or "FP8" => null,
        "AWQ" => Awq(fields),
        "GPTQ" => Gptq(fields),
        _ => Refuse(fields, "quant_method", $"'{fields.Text(Section + "quant_method")}' is not supported (awq, gptq and fp8 are)"),
    };

    private static PackedWeightsConfig? Awq(ConfigFields fields)
    {
        if (fields.Text(Section + "version") is { } version && !version.Equals("gemm", StringComparison.OrdinalIgnoreCase))
            return Refuse(fields, "version", $"'{version}' is not supported (gemm is)");
        if (fields.Flag(Section + "zero_point") == false) return Refuse(fields, "zero_point", "false is not supported");
        int bits = Bits(fields);
        if (bits != 4) return Refuse(fields, "bits", $"is {bits}; of AWQ, 4 is supported");
        return new PackedWeightsConfig(PackedMethod.Awq, bits, GroupSize(fields), 0);
    }

    private static PackedWeightsConfig? Gptq(ConfigFields fields)
    {
        int bits = Bits(fields);
        if (bits is not (4 or 8)) return Refuse(fields, "bits", $"is {bits}; of GPTQ, 4 and 8 are supported");
        return fields.Text(Section + "checkpoint_format")?.ToUpperInvariant() switch
        {
            // The first format holds one less than the zero.
            null or "GPTQ" => new PackedWeightsConfig(PackedMethod.Gptq, bits, GroupSize(fields), 1),
            "GPTQ_V2" => new PackedWeightsConfig(PackedMethod.Gptq, bits, GroupSize(fields), 0),
            _ => Refuse(fields, "checkpoint_format", $"'{fields.Text(Section + "checkpoint_format")}' is not supported (gptq and gptq_v2 are)"),
        };
    }

    private static int Bits(ConfigFields fields) => fields.OptionalCount(Section + "bits", 32) ?? fields.OptionalCount(Section + "w_bit", 32) ?? 4;

    private static int? GroupSize(ConfigFields fields)
    {
        string name = Section + (fields.Has(Section + "group_size") ? "group_size" : "q_group_size");
        if (fields.Integer(name) == -1) return null;
        int size = fields.Count(name, MaxGroup);
        if (size % 16 != 0) fields.Report(name, $"is {size}; multiples of 16 are supported");
        return size;
    }

    private static PackedWeightsConfig? Refuse(ConfigFields fields, string field, string why)
    {
        fields.Report(Section + field, why);
        return null;
    }
}
