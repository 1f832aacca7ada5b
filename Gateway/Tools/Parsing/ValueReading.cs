namespace Inference.Gateway.Tools.Parsing;

/// <summary>Where a value ended, if it did.</summary>
internal enum ValueReading
{
    Inside,

    /// <summary>The character was the value's last.</summary>
    EndsHere,

    /// <summary>The character comes after the value, and was not consumed.</summary>
    EndedBefore,

    /// <summary>The character cannot be here.</summary>
    Failed,
}
