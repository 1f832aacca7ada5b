using System.CommandLine;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Every command of <c>./inference</c>, in the order in which help lists them: a file each, a row here.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<Command> All(Interruption interruption) =>
    [
        ServeCommand.Create(),
        HealthCommand.Create(),
        GenerateCommand.Create(),
        ChatCommand.Create(interruption),
        LogitsCommand.Create(),
        BenchCommand.Create(),
        PullCommand.Create(),
        InspectCommand.Create(),
        EmbedCommand.Create(),
        TokenizeCommand.Create(),
        RenderCommand.Create(),
    ];
}
