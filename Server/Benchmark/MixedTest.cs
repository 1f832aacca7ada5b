namespace Inference.Server.Benchmark;

/// <summary>
/// Times what a prompt costs those who generate beside it: for each chunk of the prompt a step of the sequences alone, one of the chunk alone and one of both, in
/// turn, and again. Each kind's figure is the mean over the chunks of its medians.
/// </summary>
/// <param name="sequences">That generate.</param>
/// <param name="position">Tokens that each of them has.</param>
internal sealed class MixedTest(TimedSteps steps, SpeedPlan plan, int sequences, int position)
{
    private const int Kinds = 3;
    private const int LeastRounds = 5;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(1);

    public MixedStep Run()
    {
        for (int kind = 0; kind < Kinds; kind++) Time(kind, 0);
        List<double>[,] seconds = new List<double>[Kinds, plan.Chunks];
        for (int i = 0; i < seconds.Length; i++) seconds[i % Kinds, i / Kinds] = [];
        double all = 0;
        for (int round = 0; round < LeastRounds || all < LeastTime.TotalSeconds; round++) all += Round(round, seconds);
        return new MixedStep(plan.Prompt, Math.Min(plan.Chunk, plan.Prompt), MeanMs(seconds, 0), MeanMs(seconds, 1), MeanMs(seconds, 2));
    }

    /// <summary>Which of the kinds comes first changes: none is always behind the same one.</summary>
    private double Round(int round, List<double>[,] seconds)
    {
        double sum = 0;
        for (int chunk = 0; chunk < plan.Chunks; chunk++)
        {
            for (int turn = 0; turn < Kinds; turn++)
            {
                int kind = (round + chunk + turn) % Kinds;
                double time = Time(kind, chunk);
                seconds[kind, chunk].Add(time);
                sum += time;
            }
        }

        return sum;
    }

    private double Time(int kind, int chunk) => kind switch
    {
        0 => steps.Decode(sequences, position),
        1 => steps.Chunk(chunk * plan.Chunk),
        _ => steps.Mixed(sequences, position, chunk * plan.Chunk),
    };

    private double MeanMs(List<double>[,] seconds, int kind) => 1000 * Enumerable.Range(0, plan.Chunks).Average(chunk => Medians.Of(seconds[kind, chunk]));
}
