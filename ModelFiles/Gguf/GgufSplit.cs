using System.Globalization;

namespace Inference.ModelFiles.Gguf;

/// <summary>A model split over <c>NAME-00001-of-00003.gguf</c> …: finds and opens the parts that belong to the first.</summary>
internal static class GgufSplit
{
    private const int MaxParts = 65535;
    private const string NumberKey = "split.no";
    private const string CountKey = "split.count";
    private const string TensorCountKey = "split.tensors.count";

    /// <summary>Adds the other parts to <paramref name="parts"/>, which holds the first; the caller disposes them if this throws.</summary>
    public static void OpenOthers(List<GgufPart> parts, ProblemList problems)
    {
        GgufMetadata first = parts[0].Metadata;
        long count = first.Integer(CountKey) ?? 1;
        if (count <= 1) return;

        long number = first.Integer(NumberKey) ?? 0;
        if (count > MaxParts) problems.Fail(CountKey, $"is {count}, at most {MaxParts} parts are possible");
        string? prefix = Prefix(first.File, number, count);
        if (prefix is null) problems.Fail(null, $"is part {number + 1} of {count}, but is not named …-{Suffix(number, count)}");
        if (number != 0) problems.Fail(null, $"is part {number + 1} of {count}; open the first part, {prefix}{Suffix(0, count)}");

        for (long other = 1; other < count && !problems.IsFull; other++)
            OpenOther(parts, problems, prefix + Suffix(other, count), other, count);
        problems.ThrowIfAny();

        long tensors = parts.Sum(part => (long)part.File.Tensors.Count);
        if (first.Integer(TensorCountKey) is long expected && expected != tensors)
            problems.Fail(TensorCountKey, $"is {expected}, but the parts have {tensors} tensors");
    }

    private static void OpenOther(List<GgufPart> parts, ProblemList problems, string path, long number, long count)
    {
        try
        {
            GgufPart part = GgufPart.Open(path);
            parts.Add(part);
            if (part.Metadata.Integer(NumberKey) != number || part.Metadata.Integer(CountKey) != count)
                problems.Add(new ModelFileProblem(path, null, $"does not say that it is part {number + 1} of {count}"));
        }
        catch (ModelFileException error)
        {
            problems.AddRange(error.Problems);
        }
    }

    private static string Suffix(long number, long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{number + 1:D5}-of-{count:D5}.gguf");

    private static string? Prefix(string path, long number, long count) =>
        number >= 0 && number < count && path.EndsWith("-" + Suffix(number, count), StringComparison.Ordinal)
            ? path[..^Suffix(number, count).Length]
            : null;
}
