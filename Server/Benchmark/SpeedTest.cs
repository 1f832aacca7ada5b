using System.Diagnostics;
using Inference.Engine.Execution;
using Inference.Engine.Weights;

namespace Inference.Server.Benchmark;

/// <summary>
/// Times a runner by itself, without scheduling or sampling: prompts read in chunks, then for each context and batch size so many sequences
/// of that length that get a token a step, alone or beside a prompt. What is measured has been run once before; figures are medians.
/// </summary>
internal sealed class SpeedTest(SpeedPlan plan)
{
    private const int WarmUpSteps = 8;
    private const int LeastPrompts = 3;

    private static readonly TimeSpan PromptTime = TimeSpan.FromSeconds(2);

    public IEnumerable<Speed> Run(CpuModelRunner runner, CancellationToken cancellation)
    {
        TimedSteps steps = new(runner, plan, cancellation);
        TokenWork work = runner.Work;
        steps.Read(1);
        double firstToken = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;
        Speed Of(string kind, int batch, int context, double count, double seconds) =>
            new(kind, batch, context, count / seconds, seconds * 1000, firstToken, Process.GetCurrentProcess().PeakWorkingSet64);

        steps.Read(plan.Prompt);
        double prompt = Medians.Of(Medians.Repeat(() => steps.Read(plan.Prompt), LeastPrompts, PromptTime));
        yield return Of("prefill", 1, plan.Prompt, plan.Prompt, prompt) with { WeightsPerToken = work.Prompt, AttentionPerToken = work.Attention(plan.Prompt) };

        foreach (int context in plan.Contexts)
        {
            steps.Prepare(context);
            foreach (int batch in plan.Batches)
            {
                for (int step = 0; step < WarmUpSteps; step++) steps.Decode(batch, context);
                double[] seconds = [.. Enumerable.Range(context, plan.Generate).Select(position => steps.Decode(batch, position))];
                yield return Of("decode", batch, context, batch, Medians.Of(seconds)) with
                {
                    WeightsPerToken = work.Output,
                    WeightBytes = work.StepWeightBytes(batch),
                    KeyValueBytes = batch * work.KeyValueBytes(context + (plan.Generate / 2) + 1),
                };
            }

            foreach (int batch in plan.Mixed)
            {
                MixedStep mixed = new MixedTest(steps, plan, batch, context).Run();
                yield return Of("mixed", batch, context, batch + ((double)plan.Prompt / plan.Chunks), mixed.MixedMs / 1000) with { Mixed = mixed };
            }
        }
    }
}
