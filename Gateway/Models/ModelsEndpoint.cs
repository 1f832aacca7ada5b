using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Models;

/// <summary><c>/v1/models</c>: a card for each name of each model.</summary>
internal sealed class ModelsEndpoint(ModelCatalog catalog)
{
    public Task ListAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, new ModelList([.. catalog.Models.SelectMany(model => model.Names, CardOf)]), ApiJson.Default.ModelList);

    public Task FindAsync(HttpContext context)
    {
        string name = (string?)context.Request.RouteValues["model"] ?? "";
        return JsonResponse.WriteAsync(context, CardOf(catalog.Find(name), name), ApiJson.Default.ModelCard);
    }

    private static ModelCard CardOf(ServedModel model, string name) => new(name, model.Created.ToUnixTimeSeconds(), model.Root, model.MaxLength);
}

internal sealed record ModelList(IReadOnlyList<ModelCard> Data)
{
    public string Object { get; } = "list";
}

internal sealed record ModelCard(string Id, long Created, string Root, int MaxModelLen)
{
    public string Object { get; } = "model";

    public string OwnedBy { get; } = "inference";

    public string? Parent { get; }

    public IReadOnlyList<ModelPermission> Permission { get; } = [new("modelperm-" + Id, Created)];
}

/// <summary>What OpenAI's cards had once, and vLLM's have still. Nothing here depends on it: keys say who may do what.</summary>
internal sealed record ModelPermission(string Id, long Created)
{
    public string Object { get; } = "model_permission";

    public bool AllowCreateEngine { get; }

    public bool AllowSampling { get; } = true;

    public bool AllowLogprobs { get; } = true;

    public bool AllowSearchIndices { get; }

    public bool AllowView { get; } = true;

    public bool AllowFineTuning { get; }

    public string Organization { get; } = "*";

    public string? Group { get; }

    public bool IsBlocking { get; }
}
