using Inference.Client.Models;
using Inference.Gateway.Models;

namespace Inference.Client.Hosting;

/// <summary>Which model of a cluster an application uses.</summary>
public sealed class InferenceClientOptions
{
    /// <summary>The model's name in the cluster.</summary>
    public string Model { get; set; } = "";

    /// <summary>Of it; empty where it has one version only.</summary>
    public string Version { get; set; } = "";

    /// <summary>
    /// The model's directory or file, as far as text needs it: tokenizer, chat template, configuration. Null: the application speaks tokens, and has no chat client.
    /// </summary>
    public string? Text { get; set; }

    /// <summary>How the model is shown to chat clients. By its <see cref="Model"/> name, with parsers that fit its template.</summary>
    public ServedModelOptions? Served { get; set; }

    /// <summary>How its replicas are used.</summary>
    public ClusterClientOptions Cluster { get; set; } = new();

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Model.Length == 0) problems.Add($"{nameof(Model)} is empty; name a model of the cluster.");
        if (Text is not null && !Path.Exists(Text)) problems.Add($"{nameof(Text)} is '{Text}', and there is nothing.");
        if (Cluster.ReplicaPatience <= TimeSpan.Zero) problems.Add($"{nameof(Cluster.ReplicaPatience)} is {Cluster.ReplicaPatience}; above zero.");
        problems.AddRange(Cluster.Routing.Problems());
        problems.AddRange(Cluster.Resumption.Problems());
        return problems;
    }
}
