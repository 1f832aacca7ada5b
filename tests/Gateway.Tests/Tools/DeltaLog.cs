using System.Text;
using System.Text.Json;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

/// <summary>Deltas as one line of text in which it does not show how they were cut: content in guillemets, calls as id:name(arguments).</summary>
internal static class DeltaLog
{
    /// <summary>Parsers that need schemas have this one.</summary>
    private static readonly IReadOnlyList<ToolDefinition> Tools = ToolDefinitionReader.Read(JsonElement.Parse("""
        [{"type":"function","function":{"name":"typed","parameters":{"type":"object","properties":{
            "s":{"type":"string"},"i":{"type":"integer"},"b":{"type":"boolean"},"o":{"type":"object"},"a":{"type":"array"},
            "e":{"enum":["x","y"]},"c":{"const":3},"n":{"type":["string","null"]},"u":{"anyOf":[{"type":"string"},{"type":"number"}]},"w":{"anyOf":[{"type":"integer"},{}]}}}}}]
        """));

    public static string Of(string parser, IEnumerable<string> deltas) => Of(Create(parser), deltas);

    public static string Of(IToolCallParser parser, IEnumerable<string> deltas)
    {
        var all = new List<ToolDelta>();
        foreach (string delta in deltas) all.AddRange(parser.Append(delta));
        all.AddRange(parser.Finish());
        return Of(all);
    }

    public static string Of(IEnumerable<ToolDelta> deltas)
    {
        var log = new StringBuilder();
        string last = "";
        foreach (ToolDelta delta in deltas)
        {
            switch (delta)
            {
                case ContentDelta content:
                    Assert.NotEmpty(content.Text);
                    if (last != "content") log.Append(Closing(last)).Append('«');
                    log.Append(content.Text);
                    last = "content";
                    break;
                case ToolCallDelta call:
                    string key = $"{call.Index}";
                    Assert.Equal(last != key, call.Id is not null);
                    Assert.Equal(last != key, call.Name is not null);
                    if (last != key) log.Append(Closing(last)).Append($"{call.Index}/{call.Id}:{call.Name}(");
                    log.Append(call.Arguments);
                    last = key;
                    break;
            }
        }

        return log.Append(Closing(last)).ToString();
    }

    /// <summary>Ids are a, b, c, …</summary>
    public static IToolCallParser Create(string parser)
    {
        char next = 'a';
        return ToolCallParsers.Create(parser, Tools, () => $"{next++}");
    }

    private static string Closing(string last) => last switch { "" => "", "content" => "»", _ => ")" };
}
