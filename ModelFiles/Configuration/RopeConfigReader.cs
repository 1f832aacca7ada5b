namespace Inference.ModelFiles.Configuration;

/// <summary>Reads rope's fields, which moved between <c>rope_scaling</c> and <c>rope_parameters</c> over the years.</summary>
internal static class RopeConfigReader
{
    private const float DefaultTheta = 10_000;

    public static RopeConfig Read(ConfigFields fields, int headDimension, int maxPositions, ModelFormat format)
    {
        string section = fields.Has("rope_parameters.rope_type") ? "rope_parameters" : "rope_scaling";
        float theta = fields.OptionalPositive("rope_theta") ?? fields.OptionalPositive("rope_parameters.rope_theta") ?? DefaultTheta;
        int dimension = Dimension(fields, section, headDimension);
        return new RopeConfig { Theta = theta, Dimension = dimension, Scaling = Scaling(fields, section, dimension, maxPositions, format) };
    }

    private static int Dimension(ConfigFields fields, string section, int headDimension)
    {
        float part = fields.OptionalPositive("partial_rotary_factor") ?? fields.OptionalPositive($"{section}.partial_rotary_factor") ?? 1;
        int dimension = fields.OptionalCount("rope_dimension", maximum: headDimension) ?? (int)(headDimension * part);
        if (dimension % 2 != 0 || dimension < 1 || dimension > headDimension)
        {
            fields.Report("head_dim", $"leaves rope {dimension} of {headDimension} dimensions; it needs an even number of them");
        }

        return dimension;
    }

    private static RopeScaling? Scaling(ConfigFields fields, string section, int dimension, int maxPositions, ModelFormat format)
    {
        string typeField = fields.Has($"{section}.rope_type") ? $"{section}.rope_type" : $"{section}.type";
        switch (fields.Text(typeField))
        {
            case null when format == ModelFormat.Gguf:
                return LinearByFactorAlone(fields, section);
            case null or "default" or "none":
                return null;
            case "linear":
                return new LinearRopeScaling(fields.Positive($"{section}.factor"));
            case "llama3":
                return new Llama3RopeScaling(
                    fields.Positive($"{section}.factor"),
                    fields.Positive($"{section}.low_freq_factor"),
                    fields.Positive($"{section}.high_freq_factor"),
                    fields.Count($"{section}.original_max_position_embeddings", ModelConfigReader.MaxPositions));
            case "yarn":
                return Yarn(fields, section, maxPositions, format);
            case "longrope" or "su":
                return LongRope(fields, section, dimension, maxPositions);
            case { } other:
                fields.Report(typeField, $"'{other}' is not supported (linear, llama3, yarn and longrope are)");
                return null;
        }
    }

    /// <summary>A GGUF file may name a factor and no kind, which then is linear; the oldest files have a key of their own for it.</summary>
    private static LinearRopeScaling? LinearByFactorAlone(ConfigFields fields, string section) =>
        new[] { $"{section}.factor", $"{section}.linear_factor" }.FirstOrDefault(name => fields.Number(name) is not (null or 0)) is { } field
            ? new LinearRopeScaling(fields.Positive(field))
            : null;

    private static YarnRopeScaling Yarn(ConfigFields fields, string section, int maxPositions, ModelFormat format)
    {
        float factor = fields.Positive($"{section}.factor");
        float plain = factor <= 1 ? 1 : (0.1f * MathF.Log(factor)) + 1;

        // config.json gives the whole factor, GGUF one on top of the usual.
        float? given = fields.OptionalPositive($"{section}.attention_factor");
        float attention = format == ModelFormat.Gguf ? plain * (given ?? 1) : given ?? plain;
        return new YarnRopeScaling(
            factor,
            fields.OptionalCount($"{section}.original_max_position_embeddings", ModelConfigReader.MaxPositions) ?? maxPositions,
            fields.OptionalPositive($"{section}.beta_fast") ?? 32,
            fields.OptionalPositive($"{section}.beta_slow") ?? 1,
            attention,
            fields.Flag($"{section}.truncate") ?? true);
    }

    private static LongRopeScaling LongRope(ConfigFields fields, string section, int dimension, int maxPositions)
    {
        int original = fields.OptionalCount("original_max_position_embeddings", ModelConfigReader.MaxPositions)
            ?? fields.OptionalCount($"{section}.original_max_position_embeddings", ModelConfigReader.MaxPositions)
            ?? maxPositions;
        float factor = fields.OptionalPositive($"{section}.factor") ?? (float)maxPositions / original;
        float attention = fields.OptionalPositive($"{section}.attention_factor")
            ?? (factor <= 1 || original <= 1 ? 1 : MathF.Sqrt(1 + (MathF.Log(factor) / MathF.Log(original))));
        return new LongRopeScaling(
            Factors(fields, $"{section}.short_factor", dimension), Factors(fields, $"{section}.long_factor", dimension), original, attention);
    }

    private static float[] Factors(ConfigFields fields, string field, int dimension)
    {
        IReadOnlyList<double>? factors = fields.Numbers(field);
        if (factors is null && !fields.Has(field)) fields.Report(field, "is missing");
        if (factors is not null && (factors.Count != dimension / 2 || factors.Any(factor => !(factor > 0) || !float.IsFinite((float)factor))))
        {
            fields.Report(field, $"must be {dimension / 2} numbers above zero (rope dimensions / 2)");
        }

        return [.. (factors ?? []).Select(factor => (float)factor)];
    }
}
