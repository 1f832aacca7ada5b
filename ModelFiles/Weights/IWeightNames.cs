namespace Inference.ModelFiles.Weights;

/// <summary>What one kind of file calls its weights.</summary>
internal interface IWeightNames
{
    /// <summary>The tensor's name, or null where this kind of file has no such weight.</summary>
    string? Find(WeightRole role, int? layer, int? expert);

    /// <summary>Whether the experts of a layer lie in one tensor a role.</summary>
    bool ExpertsAreStacked(int layer);

    /// <summary>Whether the file holds the transformer without its output head, as embedding models' do.</summary>
    bool LacksHead { get; }

    string Of(WeightRole role, int? layer, int? expert) =>
        Find(role, layer, expert) ?? throw new InvalidOperationException($"This kind of file has no name for {role}.");
}
