using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>What a request asks for, whatever its id: by it one that comes again is recognised.</summary>
internal static class RequestFingerprint
{
    public static UInt128 Of(GenerateRequest request)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>(request.Prompt.ToArray()));
        SamplingParams sampling = request.Sampling;
        string wanted = $"{sampling.N} {sampling.MaxTokens} {sampling.Logprobs} {sampling.PromptLogprobs} {sampling.BeamWidth} {request.Constraint?.Kind} {request.Constraint?.Text} {Text(request.Reasoning)}";
        hash.AppendData(Encoding.UTF8.GetBytes(wanted));
        return MemoryMarshal.Read<UInt128>(hash.GetHashAndReset());
    }

    private static string Text(ReasoningSpan? span) => span is null ? "" : $"{span.StartsInside} {string.Join('\0', span.Begins)} {string.Join('\0', span.Ends)}";
}
