using System.CommandLine;

namespace Inference.Server.Commands;

/// <summary>Every command of <c>./inference</c>, in the order in which help lists them.</summary>
internal static class CommandTable
{
    public static RootCommand Root() => new("Run language models, and look into their files.");
}
