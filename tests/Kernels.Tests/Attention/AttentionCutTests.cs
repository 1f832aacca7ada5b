using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tests.MatMul;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Attention;

/// <summary>Shapes, forms and cuts by chance, with numbers among them that are none: no row's bits tell how it was cut, and what it does not see does not reach it.</summary>
public sealed class AttentionCutTests
{
    private const int Shapes = 5;

    private static readonly int[] Dimensions = [2, 8, 10, 16, 18, 32, 48, 64, 80];
    private static readonly float[] NoNumbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -float.NaN];

    public static TheoryData<KernelTier, KeyValueFormat, Arithmetic> Cases()
    {
        TheoryData<KernelTier, KeyValueFormat, Arithmetic> cases = [];
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            cases.Add(tier, KeyValueFormat.BFloat16, Arithmetic.Native);
            cases.Add(tier, KeyValueFormat.Int8, Arithmetic.Native);
        }

        cases.Add(KernelTierSupport.Best, KeyValueFormat.BFloat16, Arithmetic.Float32);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_FormedAndCutByChance_GivesTheSameBits(KernelTier tier, KeyValueFormat format, Arithmetic arithmetic)
    {
        Random random = new(21);
        for (int turn = 0; turn < Shapes; turn++)
        {
            AttentionShape shape = Shape(random);
            int length = random.Next(1, 520);
            using RowBuffer rows = TestRows.Random(length, shape.Columns, random), angles = TestRows.Random(length, 2 * random.Next(shape.HeadDimension / 2), random);
            HeadForm queries = Form(shape, angles, random), keys = Form(shape, angles, random);

            float[][] whole = CutSequence.Attend(tier, 1, shape, format, rows, [length], arithmetic, queries, keys);
            float[][] cut = CutSequence.Attend(tier, random.Next(1, 9), shape, format, rows, CutSequence.Cuts(random, length), arithmetic, queries, keys);

            AssertSameBits(whole, cut, length, shape);
            Assert.All(whole, row => Assert.All(row, value => Assert.True(float.IsFinite(value))));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_NoNumbersAmongKeysAndValues_ReachThoseThatSeeThemInAnyCut(KernelTier tier, KeyValueFormat format, Arithmetic arithmetic)
    {
        Random random = new(22);
        for (int turn = 0; turn < Shapes; turn++)
        {
            AttentionShape shape = Shape(random);
            int length = random.Next(2, 520), place = random.Next(length), count = shape.HeadDimension * (shape.Heads / shape.KeyValueHeads);
            using RowBuffer rows = TestRows.Random(length, shape.Columns, random);
            float[][] sound = CutSequence.Attend(tier, 1, shape, format, rows, [length], arithmetic);
            bool isKey = random.Next(2) == 0;
            float noNumber = NoNumbers[random.Next(NoNumbers.Length)];
            rows.Row(place)[(isKey ? shape.KeyColumn : shape.ValueColumn) + random.Next(shape.HeadDimension)] = noNumber;

            float[][] whole = CutSequence.Attend(tier, 1, shape, format, rows, [length], arithmetic);
            float[][] cut = CutSequence.Attend(tier, random.Next(1, 9), shape, format, rows, CutSequence.Cuts(random, length), arithmetic);

            AssertSameBits(whole, cut, length, shape);
            AssertSameBits(sound, whole, place, shape);
            for (int row = 0; row < length; row++)
                Assert.True(sound[row].AsSpan(count).SequenceEqual(whole[row].AsSpan(count)), $"{shape}, {length} rows, {place} is no number: row {row} has it in another head");
            if (!isKey) Assert.Contains(whole[place][..count], value => !float.IsFinite(value));
            else if (float.IsNaN(noNumber)) Assert.DoesNotContain(whole[place][..count], float.IsFinite);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_AQueryOfNoNumbers_ReachesNoOther(KernelTier tier, KeyValueFormat format, Arithmetic arithmetic)
    {
        Random random = new(24);
        for (int turn = 0; turn < Shapes; turn++)
        {
            AttentionShape shape = Shape(random);
            int length = random.Next(1, 400), place = random.Next(length), head = random.Next(shape.Heads), first = head * shape.HeadDimension;
            using RowBuffer rows = TestRows.Random(length, shape.Columns, random);
            float[][] sound = CutSequence.Attend(tier, 1, shape, format, rows, [length], arithmetic);
            rows.Row(place).Slice(first, shape.HeadDimension).Fill(float.NaN);

            float[][] cut = CutSequence.Attend(tier, 2, shape, format, rows, CutSequence.Cuts(random, length), arithmetic);

            Assert.All(cut[place].AsSpan(first, shape.HeadDimension).ToArray(), value => Assert.True(float.IsNaN(value)));
            sound[place].AsSpan(first, shape.HeadDimension).Fill(float.NaN);
            AssertSameBits(sound, cut, length, shape);
        }
    }

    /// <summary>A query all of whose products are beyond what a number holds has no result worth anything, but it is one of what it sees.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_ScoresOfMinusInfinity_ShowNothingOfWhatIsNotSeen(KernelTier tier, KeyValueFormat format, Arithmetic arithmetic)
    {
        const int Length = 300, Overflowing = 270;
        foreach (int window in new[] { 0, 37 })
        {
            AttentionShape shape = new(3, 1, 16, 0.25f, null, window);
            Random random = new(23);
            using RowBuffer rows = TestRows.Random(Length, shape.Columns, random);
            for (int row = 0; row < Length; row++) rows.Row(row)[shape.KeyColumn..shape.ValueColumn].Fill(-1e20f);
            rows.Row(Overflowing)[..shape.KeyColumn].Fill(1e20f);
            float[][] whole = CutSequence.Attend(tier, 1, shape, format, rows, [Length], arithmetic);
            for (int row = 0; row < Length; row++)
            {
                if (row < shape.First(Overflowing) || row > Overflowing) rows.Row(row)[shape.ValueColumn..].Fill(5);
            }

            float[][] others = CutSequence.Attend(tier, 3, shape, format, rows, CutSequence.Cuts(random, Length), arithmetic);

            AssertSameBits([whole[Overflowing]], [others[Overflowing]], 1, shape);
        }
    }

    private static AttentionShape Shape(Random random)
    {
        int dimension = Dimensions[random.Next(Dimensions.Length)], keyValueHeads = random.Next(1, 3);
        float scale = random.Next(5) == 0 ? -0.3f : 1 / MathF.Sqrt(dimension);
        return new AttentionShape(
            keyValueHeads * random.Next(1, 10), keyValueHeads, dimension, scale, random.Next(3) == 0 ? 3 : null, random.Next(2) == 0 ? random.Next(1, 330) : 0);
    }

    private static HeadForm Form(AttentionShape shape, RowBuffer angles, Random random) => new(
        random.Next(2) == 0 ? new RowNorm([.. Enumerable.Range(0, shape.HeadDimension).Select(_ => random.NextSingle())], 1e-5f) : null, random.Next(4) == 0 ? null : angles);

    /// <summary>One NaN is as good as another.</summary>
    private static void AssertSameBits(float[][] expected, float[][] actual, int rows, AttentionShape shape)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < expected[row].Length; i++)
            {
                bool same = BitConverter.SingleToInt32Bits(expected[row][i]) == BitConverter.SingleToInt32Bits(actual[row][i])
                    || (float.IsNaN(expected[row][i]) && float.IsNaN(actual[row][i]));
                Assert.True(same, $"{shape}: row {row} has {actual[row][i]} in place of {expected[row][i]} at {i}");
            }
        }
    }
}
