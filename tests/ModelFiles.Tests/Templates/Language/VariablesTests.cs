using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class VariablesTests
{
    [Theory]
    [InlineData("{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set (c, d) = [3, 4] %}{{ c }}{{ d }}{% set t = 1, 2 %}{{ t }}{% set x %}block {{ a }}{% endset %}{{ x }}|{{ x is string }}|{% set y | upper | trim %} up {% endset %}{{ y }}", "1234(1, 2)block 1|True|UP")]
    [InlineData("{% set ns = namespace(x=1, y='a') %}{% for i in [1,2,3] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{{ ns.z is defined }}{{ ns['x'] }}{% set ns2 = namespace({'q': 1}, w=2) %}{{ ns2.q }}{{ ns2.w }}{{ ns2 }}{% set ns.new = [1] %}{{ ns.new }}", "7aFalse712<Namespace {'q': 1, 'w': 2}>[1]")]
    [InlineData("{% with a = 1, b = 2 %}{{ a }}{{ b }}{% set q = 5 %}{% endwith %}{{ q is defined }}{{ a }}{% with %}{% set z = 1 %}{{ z }}{% endwith %}{% with a = 5, b = a %}{{ b }}{% endwith %}", "12False111")]
    [InlineData("{{ dict(a=1, b=2) }} {{ dict([['x', 1]]) }} {{ dict({'a': 1}, b=2) }} {% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{% set j = joiner('; ') %}{{ j() }}x{{ j() }}y", "{'a': 1, 'b': 2} {'x': 1} {'a': 1, 'b': 2} ababx; y")]
    [InlineData("{% filter upper %}abc {{ s }}{% endfilter %}{% filter replace('a', 'b') | upper %}aa{% endfilter %}", "ABC HELLO WORLDBB")]
    [InlineData("{% set q %}{% set inner = 1 %}{% endset %}{{ inner is defined }}{% set l2 = l + [4] %}{{ l2 }}{% set d = dict(d, z=1) %}{{ d }}", "False[3, 1, 2, 4]{'b': 1, 'a': 2, 'C': 3, 'z': 1}")]
    [InlineData("{% generation %}gen {% set gg = 1 %}{{ gg }}{% endgeneration %}{{ gg is defined }}{% autoescape false %}<{% endautoescape %}{% block foo %}b{{ s }}{% endblock %}{% block bar %}{% endblock bar %}", "gen 1False<bHello World")]
    [InlineData("{% if a == 2 %}1{% elif a == 1 %}2{% else %}3{% endif %}{% if missing %}x{% endif %}{% if l %}y{% endif %}{% if not e %}z{% endif %}{% if 1, %}t{% endif %}", "2yzt")]
    [InlineData("{% print 1, 'a' %}{% set range = 5 %}{{ range }}", "1a5")]
    public void Render_Variables_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{% set x.y = 1 %}")]
    [InlineData("{% set s.y = 1 %}")]
    [InlineData("{{ raise_exception('boom <>') }}")]
    public void Render_InvalidVariables_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
