namespace Inference.Bench.Reliability;

/// <summary>What is proved, with what.</summary>
internal sealed record Settings
{
    /// <summary>The cluster's executable: a .dll, or a program.</summary>
    public required string SiloProgram { get; init; }

    /// <summary>The server of one process, to compare with.</summary>
    public required string ServeProgram { get; init; }

    /// <summary>Null: the one that comes with the executables.</summary>
    public string? Model { get; init; }

    public required string Store { get; init; }

    /// <summary>SQL files that make the cluster's tables, in order; for PostgreSQL.</summary>
    public IReadOnlyList<string> StoreSchema { get; init; } = [];

    public required int Silos { get; init; }

    public required int Streams { get; init; }

    /// <summary>Of each choice.</summary>
    public required int Tokens { get; init; }

    /// <summary>Of each engine.</summary>
    public required int Threads { get; init; }

    /// <summary>The first of the ports that are used.</summary>
    public required int BasePort { get; init; }

    /// <summary>Arguments for each silo besides.</summary>
    public IReadOnlyList<string> SiloArguments { get; init; } = [];
}
