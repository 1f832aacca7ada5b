using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;

namespace Inference.Gateway.Clients;

/// <summary>A client has one model; an application that names another one is mistaken.</summary>
internal static class ModelNames
{
    public static InferenceException Unknown(string name, ServedModel model) =>
        RequestFields.Wrong("model", $"there is no model '{name}' here; there is {string.Join(", ", model.Names)}");
}
