using Inference.Support;

namespace Inference.Hosting.Tests;

/// <summary>Options for an engine over a tiny model of random weights.</summary>
internal static class TinyEngine
{
    public static void Configure(InferenceEngineOptions options, TemporaryFolder folder)
    {
        options.Model = TinyChatModel.Write(folder);
        options.Name = "tiny";
        options.Threads = 1;
    }
}
