using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Answers that must be JSON of a schema.</summary>
internal sealed class JsonWorkload(WorkloadOptions options) : Workload("json", options)
{
    private const string Format = """
        {"type":"json_schema","json_schema":{"name":"person","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string","maxLength":24},
        "age":{"type":"integer","minimum":0,"maximum":150},"tags":{"type":"array","items":{"type":"string","maxLength":12},"maxItems":4}},
        "required":["name","age","tags"],"additionalProperties":false}}}
        """;

    protected override Conversation Create(int index, Arrival arrival, Random random) =>
        Single(index, null, "Write a person as JSON. " + Text(Options.Prompt, arrival, random), OutputTokens(arrival, random), Format);
}
