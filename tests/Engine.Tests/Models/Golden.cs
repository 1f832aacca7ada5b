using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>A tiny model of the reference data, and what it computes.</summary>
internal sealed record Golden(
    [property: JsonPropertyName("token_ids")] int[] TokenIds,
    [property: JsonPropertyName("logits_last")] float[] LogitsLast,
    [property: JsonPropertyName("logits_rms")] float LogitsRms,
    [property: JsonPropertyName("top5_ids")] int[][] Top5Ids,
    [property: JsonPropertyName("top5_logits")] float[][] Top5Logits)
{
    /// <summary>What rounding keys and values to bf16 may do to a logit.</summary>
    public float Tolerance => LogitsRms / 100;

    public static string Folder(string name) => SharedData.PathTo("goldens", name);

    public static Golden Read(string name)
    {
        using FileStream file = File.OpenRead(SharedData.PathTo("goldens", name, "golden.json"));
        return JsonSerializer.Deserialize<Golden>(file)!;
    }

    /// <summary>Compares logits of every position.</summary>
    public void AssertMatches(float[][] logits)
    {
        float[] last = logits[^1];
        Assert.Equal(LogitsLast.Length, last.Length);
        for (int token = 0; token < last.Length; token++) Assert.InRange(last[token] - LogitsLast[token], -Tolerance, Tolerance);

        Assert.Equal(Top5Ids.Length, logits.Length);
        for (int position = 0; position < logits.Length; position++)
        {
            float[] expected = Top5Logits[position];
            for (int i = 0; i < expected.Length; i++)
                Assert.InRange(logits[position][Top5Ids[position][i]] - expected[i], -Tolerance, Tolerance);

            if (expected[0] - expected[1] > Tolerance)
                Assert.Equal(Top5Ids[position][0], Array.IndexOf(logits[position], logits[position].Max()));
        }
    }
}
