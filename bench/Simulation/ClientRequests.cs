using Inference.Contracts;

namespace Inference.Simulation;

/// <summary>The requests of a scenario: prompts that share beginnings, one or several choices, logprobs, deadlines, and now and then one that is wrong or deadly.</summary>
internal static class ClientRequests
{
    private static readonly string[] Tenants = ["heavy", "heavy", "weighty", "limited", "other"];

    public static IEnumerable<(GenerateRequest Request, string Tenant)> Of(World world)
    {
        Random random = world.Random;
        for (int i = 0; i < world.Scenario.Clients; i++)
        {
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 4) * 16).Select(at => (i % 3 * 1000) + at), .. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(1000))];
            if (i == 0 && world.Scenario.HasPoison) prompt[0] = Scenario.Poison;
            SamplingParams sampling = new()
            {
                N = random.Next(4) == 0 ? random.Next(2, 4) : 1,
                MaxTokens = random.Next(40) == 0 ? 0 : random.Next(1, 50),
                Seed = random.Next(2) == 0 ? null : (ulong)random.NextInt64(),
                Logprobs = random.Next(3) == 0 ? 1 : null,
                PromptLogprobs = random.Next(5) == 0 ? 1 : null,
            };
            yield return (new GenerateRequest
            {
                Id = $"q{i}",
                Prompt = prompt,
                Sampling = sampling,
                Priority = random.Next(3),
                Deadline = random.Next(8) == 0 ? world.Clock.GetUtcNow() + world.Scenario.Between(3, 20) : null,
            }, Tenants[random.Next(Tenants.Length)]);
        }
    }
}
