using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class FormattingTests
{
    [Theory]
    [InlineData("{{ '%s is %d' % ('x', 3) }}", "x is 3")]
    [InlineData("{{ '%5.2f|%-5d|%05d|%+d|% d|%x|%X|%o|%e|%g|%%|%c|%r' % (3.14159, 42, 42, 42, 42, 255, 255, 8, 12345.678, 0.00001, 'z', 'q') }}", " 3.14|42   |00042|+42| 42|ff|FF|10|1.234568e+04|1e-05|%|z|'q'")]
    [InlineData("{{ '%s' % 'x' }}", "x")]
    [InlineData("{{ '%s' % [1] }}", "[1]")]
    [InlineData("{{ '%(a)s-%(b)d' % {'a': 1, 'b': 2} }}", "1-2")]
    [InlineData("{{ '%.3s' % 'abcdef' }}", "abc")]
    [InlineData("{{ '%*d' % (5, 42) }}", "   42")]
    [InlineData("{{ '%#x %#o' % (255, 8) }}", "0xff 0o10")]
    [InlineData("{{ '%d' % 3.9 }}", "3")]
    [InlineData("{{ '%i' % true }}", "1")]
    [InlineData("{{ '%s %s' % (none, true) }}", "None True")]
    [InlineData("{{ '%g %g %g' % (100000.0, 1000000.0, 1.0) }}", "100000 1e+06 1")]
    [InlineData("{{ '%08.3f' % -3.14159 }}", "-003.142")]
    [InlineData("{{ '%10s|%-10s|' % ('a', 'b') }}", "         a|b         |")]
    [InlineData("{{ '%s-%s'|format('a', 1) }}", "a-1")]
    [InlineData("{{ '%(x)s'|format(x=5) }}", "5")]
    [InlineData("{{ '{} {}'.format(1, 'a') }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{x:>5}|{x:<5}|{x:^5}|{x:*^7}'.format(x='ab') }} {{ '{:05d} {:,} {:.2f} {:e} {:x} {:#b} {:+} {:%}'.format(42, 1234567, 3.14159, 12345.678, 255, 5, 7, 0.25) }} {{ '{a.name} {b[0]} {c[k]}'.format(a=users[0], b=l, c={'k': 'v'}) }} {{ '{{}}'.format() }} {{ '{!r}'.format('x') }} {{ '{:{w}}|'.format('a', w=4) }} {{ '{:_}'.format(1234567) }} {{ '{:g} {:g} {}'.format(1e10, 1.0, 1.0) }} {{ '{:.3} {:.1}'.format('abcdef', 2.55) }} {{ '{:>+8.2f}'.format(3.14159) }} {{ '{:n}'.format(5) }} {{ '{:s}'.format('a') }} {{ '{}'.format(none) }} {{ '{:10}|'.format(5) }} {{ '{:c}'.format(65) }} {{ '{:.0f} {:.0f}'.format(0.5, 1.5) }} {{ '{:<10}|'.format(true) }}", "1 a aba    ab|ab   | ab  |**ab*** 00042 1,234,567 3.14 1.234568e+04 ff 0b101 +7 25.000000% bob 3 v {} 'x' a   | 1_234_567 1e+10 1 1.0 abc 3e+00    +3.14 5 a None          5| A 0 2 1         |")]
    [InlineData("{{ '{:.3g} {:.10g} {:G}'.format(1234.5, 1234.5, 1e-10) }}", "1.23e+03 1234.5 1E-10")]
    [InlineData("{{ '{:.2e}'.format(0) }}", "0.00e+00")]
    [InlineData("{{ '{:.4}'.format(12345.678) }}", "1.235e+04")]
    [InlineData("{{ '{:.4}'.format(10.0) }}", "10.0")]
    [InlineData("{{ '{:,.2f}'.format(1234567.891) }}", "1,234,567.89")]
    [InlineData("{{ '{:08.2f}'.format(-3.5) }}", "-0003.50")]
    [InlineData("{{ '{:#x} {:#010x}'.format(255, 255) }}", "0xff 0x000000ff")]
    [InlineData("{{ '{:^+9d}|'.format(42) }}", "   +42   |")]
    public void Render_Formatting_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{{ '%d' % 'x' }}")]
    [InlineData("{{ '%s %s' % 'x' }}")]
    [InlineData("{{ '%s' % (1, 2) }}")]
    [InlineData("{{ '{}'.format() }}")]
    [InlineData("{{ '{x}'.format() }}")]
    [InlineData("{{ '}'.format() }}")]
    [InlineData("{{ '{:d}'.format('x') }}")]
    public void Render_InvalidFormatting_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
