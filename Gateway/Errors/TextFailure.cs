using Inference.Contracts;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;

namespace Inference.Gateway.Errors;

/// <summary>What template and tokenizer do not take is the request's fault.</summary>
internal static class TextFailure
{
    /// <summary>The error as those who asked are told it; null where it is none of theirs.</summary>
    public static InferenceException? Of(Exception error) => error switch
    {
        InferenceException inference => inference,
        TemplateException template => new InferenceException(
            InferenceError.InvalidRequest, $"The chat template does not take this conversation: {template.Message}", template) { Parameter = "messages" },
        ModelFileException file => new InferenceException(InferenceError.InvalidRequest, "The model's tokenizer cannot read this text.", file),
        _ => null,
    };
}
