using System.Text;
using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Retrieval: some documents of a collection in any order, and a question. The same documents come again, seldom in the same order.</summary>
internal sealed class RetrievalWorkload : Workload
{
    private readonly string[] _documents;

    public RetrievalWorkload(WorkloadOptions options)
        : base("rag", options) =>
        _documents = [.. Enumerable.Range(0, options.Documents).Select(i =>
        {
            Random random = Seeds.Of(options.Seed, "documents", i);
            return Words(random, options.Prompt.Next(random));
        })];

    protected override Conversation Create(int index, Arrival arrival, Random random)
    {
        StringBuilder text = new("Answer from these documents only.\n\n");
        for (int i = 0; i < Options.DocumentsEach; i++)
        {
            int document = random.Next(_documents.Length);
            text.Append('[').Append(document).Append("] ").Append(_documents[document]).Append("\n\n");
        }

        text.Append("Question: ").Append(WordSource.Text(random, 12)).Append('?');
        return Single(index, null, text.ToString(), OutputTokens(arrival, random));
    }
}
