using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class ToJsonTests
{
    [Theory]
    [InlineData("{{ {'a': 1, 'b': [1.0, none, true, 'é<>&\\'\"\\n\\u0001😀']}|tojson }}", "{\"a\": 1, \"b\": [1.0, null, true, \"é<>&'\\\"\\n\\u0001😀\"]}")]
    [InlineData("{{ d|tojson }}", "{\"b\": 1, \"a\": 2, \"C\": 3}")]
    [InlineData("{{ 'x'|tojson }}", "\"x\"")]
    [InlineData("{{ none|tojson }}", "null")]
    [InlineData("{{ 1.5|tojson }}", "1.5")]
    [InlineData("{{ 1e22|tojson }}", "1e+22")]
    [InlineData("{{ 1e16|tojson }}", "1e+16")]
    [InlineData("{{ (1,2)|tojson }}", "[1, 2]")]
    [InlineData("{{ []|tojson }}", "[]")]
    [InlineData("{{ {}|tojson }}", "{}")]
    [InlineData("{{ big|tojson }}", "123456789012345678901234567890")]
    [InlineData("{{ '\\x7f\\u2028/\\\\\\b\\f\\r\\t'|tojson }}", "\"\u007f\u2028/\\\\\\b\\f\\r\\t\"")]
    [InlineData("{{ d|tojson(indent=2) }}", "{\n  \"b\": 1,\n  \"a\": 2,\n  \"C\": 3\n}")]
    [InlineData("{{ [1,[2,{}],[]]|tojson(indent=4) }}", "[\n    1,\n    [\n        2,\n        {}\n    ],\n    []\n]")]
    [InlineData("{{ [1]|tojson(indent=0) }}", "[\n1\n]")]
    [InlineData("{{ [1]|tojson(indent='--') }}", "[\n--1\n]")]
    [InlineData("{{ d|tojson(separators=(',', ':')) }}", "{\"b\":1,\"a\":2,\"C\":3}")]
    [InlineData("{{ d|tojson(sort_keys=true) }}", "{\"C\": 3, \"a\": 2, \"b\": 1}")]
    [InlineData("{{ 'é😀'|tojson(ensure_ascii=true) }}", "\"\\u00e9\\ud83d\\ude00\"")]
    [InlineData("{{ d|tojson(indent=2, separators=(',', ': ')) }}", "{\n  \"b\": 1,\n  \"a\": 2,\n  \"C\": 3\n}")]
    [InlineData("{{ 'é'|tojson(ensure_ascii=False) }}", "\"é\"")]
    [InlineData("{{ {1: 1, none: 2, true: 3, 1.5: 4}|tojson }}", "{\"1\": 3, \"null\": 2, \"1.5\": 4}")]
    [InlineData("{{ 'nan'|float|tojson }}", "NaN")]
    [InlineData("{{ ['inf'|float, -('inf'|float)]|tojson }}", "[Infinity, -Infinity]")]
    public void Render_ToJson_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{{ missing|tojson }}")]
    [InlineData("{{ range(2)|tojson }}")]
    [InlineData("{{ d.items()|tojson }}")]
    [InlineData("{{ {(1,2): 1}|tojson }}")]
    [InlineData("{{ namespace()|tojson }}")]
    public void Render_InvalidToJson_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
