using System.Globalization;

namespace Inference.LoadTests.Workloads;

/// <summary>The workloads by their names.</summary>
internal static class WorkloadTable
{
    public static readonly string[] Names = ["plain", "chat", "tenants", "long", "rag", "json", "mixed"];

    private const string Mixed = "chat=4,tenants=3,rag=2,json=1,long=0.5";

    /// <summary>By a name, or a mix: <c>chat=4,rag=2,json=1</c>.</summary>
    /// <exception cref="FormatException">There is none of this name.</exception>
    public static Workload Create(string text, WorkloadOptions options)
    {
        if (text == "mixed") return Create(Mixed, options);
        if (!text.Contains('=')) return Single(text, options);
        return new MixedWorkload(text, options, [.. text.Split(',').Select(part => Part(part, options))]);
    }

    private static (Workload Workload, double Weight) Part(string part, WorkloadOptions options) =>
        part.Split('=') is [var name, var weight] && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
            ? (Single(name, options), value)
            : throw new FormatException($"'{part}' is not a part of a mix such as chat=4,rag=2,json=1");

    private static Workload Single(string name, WorkloadOptions options) => name switch
    {
        "plain" => new PlainWorkload(options),
        "chat" => new ChatWorkload(options),
        "tenants" => new TenantWorkload(options),
        "long" => new LongWorkload(options),
        "rag" => new RetrievalWorkload(options),
        "json" => new JsonWorkload(options),
        _ => throw new FormatException($"'{name}' is no workload: there are {string.Join(", ", Names)}, or a mix such as chat=4,rag=2"),
    };
}
