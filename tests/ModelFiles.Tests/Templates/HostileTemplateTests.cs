using System.Text.Json;
using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates;

/// <summary>Templates made to hang, crash or exhaust the process end in an error, soon.</summary>
public sealed class HostileTemplateTests
{
    private static readonly JsonElement _none = JsonDocument.Parse("{}").RootElement;

    public static TheoryData<string, string> Nested => new()
    {
        { "parentheses", "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}" },
        { "lists", "{{ " + new string('[', 100_000) + new string(']', 100_000) + " }}" },
        { "not", "{{ " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "1 }}" },
        { "minus", "{{ " + new string('-', 100_000) + "1 }}" },
        { "additions", "{{ " + string.Join('+', Enumerable.Repeat("1", 200_000)) + " }}" },
        { "filters", "{{ 'x'" + string.Concat(Enumerable.Repeat("|trim", 100_000)) + " }}" },
        { "attributes", "{% set x = namespace() %}{% set x.a = x %}{{ x" + string.Concat(Enumerable.Repeat(".a", 200_000)) + " }}" },
        { "conditionals", "{{ 1" + string.Concat(Enumerable.Repeat(" if 1 else 1", 60_000)) + " }}" },
        { "disjunctions", "{{ " + string.Join(" or ", Enumerable.Repeat("0", 100_000)) + " }}" },
        { "blocks", string.Concat(Enumerable.Repeat("{% if 1 %}", 50_000)) },
        { "macros", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}" },
        { "callers", "{% macro m() %}{{ caller() }}{% endmacro %}{% macro x() %}{% call m() %}{{ x() }}{% endcall %}{% endmacro %}{{ x() }}" },
        { "recursive loop", "{% for n in [1] recursive %}{{ loop([1]) }}{% endfor %}" },
        { "deep value", "{% set ns = namespace(s=[1]) %}{% for i in range(100000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}" },
        { "value in itself", "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}" },
    };

    [Theory]
    [MemberData(nameof(Nested))]
    public void Render_DeepNesting_ExceedsLimit(string what, string template) => AssertExceedsLimit(template, what);

    [Theory]
    [InlineData("{% for i in range(10**9) %}{% endfor %}")]
    [InlineData("{{ 'a' * 10**9 }}")]
    [InlineData("{{ [1] * 10**9 }}")]
    [InlineData("{{ 10 ** (10**9) }}")]
    [InlineData("{{ '%1000000000d' % 1 }}")]
    [InlineData("{{ '{:1000000000}'.format('x') }}")]
    [InlineData("{{ '%.1000000000f' % 1.5 }}")]
    [InlineData("{{ 'x'.ljust(10**9) }}")]
    [InlineData("{{ 'x'|center(10**9) }}")]
    [InlineData("{{ 'x'|indent(10**9) }}")]
    [InlineData("{{ 'x'.zfill(10**12) }}")]
    [InlineData("{{ [1]|batch(10**9, 'x')|list }}")]
    [InlineData("{{ [1]|slice(10**9)|list }}")]
    [InlineData("{{ [1]|tojson(indent=10**9) }}")]
    public void Render_HugeResult_ExceedsLimit(string template) => AssertExceedsLimit(template, template);

    [Theory]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s|tojson }}")]
    [InlineData("{% set n = namespace(s=[1], t=[1]) %}{% for i in range(100) %}{% set n.s = [n.s, n.s] %}{% set n.t = [n.t, n.t] %}{% endfor %}{{ n.s == n.t }}")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}")]
    [InlineData("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}")]
    [InlineData("{% set a = 'a' * 1000000 %}{% for i in range(100000) %}{{ 'b' in a }}{% endfor %}")]
    [InlineData("{% set a = 'a' * 1000000 %}{% for i in range(100000) %}{% set b = a ~ i %}{% endfor %}")]
    [InlineData("{% set a = 'a' * 1000000 %}{% for i in range(100000) %}{{ ('a' * 1000 ~ 'b' ~ 'a' * 1000) in a }}{% endfor %}")]
    [InlineData("{% set a = range(100000)|list %}{% for i in range(100000) %}{{ a|sort|first }}{% endfor %}")]
    [InlineData("{% set a = 'é😀' * 1000000 %}{% for i in range(100000) %}{{ a[500000] }}{% endfor %}")]
    [InlineData("{% set n = 2**13000 %}{% for i in range(100000) %}{% set q = n ~ '' %}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = ns.l + [i] %}{% endfor %}")]
    public void Render_EndlessWork_ExceedsLimit(string template) => AssertExceedsLimit(template, template);

    [Fact]
    public void Render_LongChainOfGenerators_Ends()
    {
        const string Template = "{% set ns = namespace(g=[1]) %}{% for i in range(50000) %}{% set ns.g = ns.g|map('string') %}{% endfor %}{{ ns.g|join }}";
        Assert.Equal("1", ChatTemplate.Parse(Template).Render(_none, default));
    }

    [Fact]
    public void Render_DeepJsonInput_ExceedsLimit()
    {
        string json = "{\"x\":" + new string('[', 5000) + new string(']', 5000) + "}";
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 10_000 });
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ x }}").Render(document.RootElement, default));
        Assert.Equal(TemplateErrorKind.LimitExceeded, error.Kind);
    }

    [Fact]
    public void Render_SmallThreadStack_ExceedsLimitRatherThanCrash()
    {
        ChatTemplate template = ChatTemplate.Parse("{% macro m() %}{{ m() + " + string.Join('+', Enumerable.Repeat("'1'", 1_900)) + " }}{% endmacro %}{{ m() }}");
        TemplateException? error = null;
        var thread = new Thread(() => error = Record.Exception(() => template.Render(_none, default)) as TemplateException, 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(TemplateErrorKind.LimitExceeded, error?.Kind);
    }

    [Fact]
    public void Render_LongConversation_StaysWithinDefaultLimits()
    {
        var messages = Enumerable.Range(0, 2000).Select(i => new { role = i % 2 == 0 ? "user" : "assistant", content = new string('x', 1000) + i });
        var tools = Enumerable.Range(0, 100).Select(i => new { type = "function", function = new { name = "f" + i, description = new string('d', 1000) } });
        JsonElement inputs = JsonSerializer.SerializeToElement(new { messages, tools });
        const string Template = """
            {%- for t in tools %}{{ t | tojson(indent=2) }}{% endfor %}
            {%- for m in messages %}{% if messages[loop.index0:]|selectattr('role', 'equalto', 'user')|list|length > 1000 %}!{% endif %}
            {{- '<' + m.role + '>' + m.content | trim + '</s>' }}{% endfor %}
            """;
        Assert.True(ChatTemplate.Parse(Template).Render(inputs, default).Length > 2_000_000);
    }

    private static void AssertExceedsLimit(string template, string what)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse(template).Render(_none, default));
        Assert.True(error.Kind == TemplateErrorKind.LimitExceeded, $"{what}: {error.Message}");
    }
}
