namespace Inference.Server.Terminal;

/// <summary>How a command ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The command could not do what was asked; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be read: an option that there is not, a value that it cannot have, an argument that is missing.</summary>
    public const int Usage = 2;

    /// <summary>Stopped from the keyboard, as shells number it.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more, as shells number it.</summary>
    public const int OutputClosed = 141;
}
