namespace Inference.Grains;

/// <summary>The storage that grains keep their state in; the silo says where it is.</summary>
public static class InferenceStorage
{
    public const string Name = "inference";
}
