namespace Inference.Server.Tests.Console;

/// <summary>A test in a browser; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium.Program is null) Skip = "Chromium is not on PATH (Debian's package 'chromium'; ./test installs it where it may).";
    }
}
