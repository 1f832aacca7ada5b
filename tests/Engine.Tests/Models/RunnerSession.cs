using System.Runtime.InteropServices;
using Inference.Engine.Execution;

namespace Inference.Engine.Tests.Models;

/// <summary>Feeds sequences to a runner and collects their logits.</summary>
internal static class RunnerSession
{
    /// <summary>The logits of every token, computed in chunks of these sizes, the last one repeated.</summary>
    public static float[][] LogitsOf(IModelRunner runner, int[] tokens, IReadOnlyList<int> blocks, params int[] chunks)
    {
        List<float[]> rows = [];
        ForwardBatch batch = new();
        for (int start = 0, chunk = 0; start < tokens.Length; chunk++)
        {
            int count = Math.Min(tokens.Length - start, chunks[Math.Min(chunk, chunks.Length - 1)]);
            batch.Clear();
            batch.Add(tokens.AsSpan(start, count), start, blocks, count);
            Logits logits = runner.Forward(batch);
            for (int row = 0; row < logits.RowCount; row++) rows.Add(logits[row].ToArray());
            start += count;
        }

        return [.. rows];
    }

    public static float[][] LogitsOf(IModelRunner runner, int[] tokens) =>
        LogitsOf(runner, tokens, [.. Enumerable.Range(0, BlocksFor(tokens.Length))], tokens.Length);

    public static void AssertSameBits(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++) AssertSameBits(expected[row], actual[row]);
    }

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)), "Logits differ in some bit.");

    public static int BlocksFor(int tokens) => (tokens + 15) / 16;
}
