namespace Inference.Gateway.Models;

/// <summary>Which version of a model answers a request. Called from any thread; shares may move between two calls.</summary>
public interface IModelVersions
{
    /// <summary>The version that was asked for by name (<see cref="ServedModel.Version"/>) or alias; else one by its share.</summary>
    /// <param name="asked">Null where the request does not say.</param>
    /// <param name="key">Requests of one key go to one version as long as the shares stay.</param>
    /// <returns>Null where there is none of the name that was asked for, or none takes requests.</returns>
    ServedModel? Choose(string? asked, string key);
}
