using System.CommandLine;
using Inference.Server.Commands;

namespace Inference.Server;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandTable.Root().Parse(arguments).InvokeAsync();
}
