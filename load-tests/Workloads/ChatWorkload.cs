using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Conversations of several turns, each with all that came before.</summary>
internal sealed class ChatWorkload(WorkloadOptions options) : Workload("chat", options)
{
    protected override Conversation Create(int index, Arrival arrival, Random random)
    {
        Turn[] turns = new Turn[Options.Turns.Next(random)];
        for (int i = 0; i < turns.Length; i++)
        {
            TimeSpan think = i == 0 ? TimeSpan.Zero : Options.Think * -Math.Log(1 - random.NextDouble());
            turns[i] = new Turn(Text(Options.Prompt, arrival, random), OutputTokens(arrival, random), think);
        }

        return new Conversation(index, Name, null, turns);
    }
}
